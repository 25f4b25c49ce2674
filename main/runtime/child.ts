import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { BitternError } from '../../preload/contract/index.ts';
import { serve } from '../process/index.ts';
import { answer, readAhead } from './engine/answer.ts';
import { BareLoop, openDefaults } from './engine/bare-loop.ts';
import { Embedder } from './engine/embedder.ts';
import { reckon } from './engine/gguf.ts';
import { describeMachine, type Library, openLibrary } from './engine/library.ts';
import { Session } from './engine/session.ts';
import { type EngineSettings, runtimeInterface } from './interface.ts';
import { SnapshotShelf } from './snapshots/shelf.ts';
import { Turns } from './turns.ts';

// The script of this process is small beside its model: prefer a small heap to fast script.
setFlagsFromString('--optimize-for-size');

let opening: Promise<Library> | null = null;
let session: Session | null = null;
let embedder: Embedder | null = null;
let bare: BareLoop | null = null;
/** What the next model to be loaded takes its snapshots from, when some are verified already. */
let shelfAhead: SnapshotShelf | null = null;
const turns = new Turns();
const idleMovingMs = 50;
/** Whoever has a model loaded mostly asks it at once. */
const idleAfterMs = 2000;
/** An embedding lets answers go first, so it has turns of its own and looks whether the model is busy. */
const embeddingTurns = new Turns();

function library(settings: EngineSettings): Promise<Library> {
  opening ??= openLibrary(settings);
  return opening;
}

function loaded(): Session {
  if (!session) throw new BitternError('no-model', 'No model is loaded.');
  return session;
}

/** Runs a stream while it is this one's turn to use the model. */
async function* inTurn<T>(
  signal: AbortSignal,
  work: () => AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const release = await turns.take(signal);
  try {
    yield* work();
  } finally {
    release();
  }
}

async function withTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  const release = await turns.take(signal);
  try {
    return await work();
  } finally {
    release();
  }
}

/** Moves a model into large pages a while after it was loaded, when nobody wants it; whoever comes waits for a moment's work at most. */
async function moveWhileIdle(current: Session): Promise<void> {
  await setTimeout(idleAfterMs, undefined, { ref: false });
  while (session === current && current.largePages?.isWanted) {
    await withTurn(undefined, async () => {
      if (session === current) current.largePages?.work(idleMovingMs);
    });
    await setImmediate();
  }
}

serve(runtimeInterface, {
  calls: {
    verifyAhead: async ({ snapshots, slot }) => {
      shelfAhead = new SnapshotShelf(snapshots);
      await shelfAhead.verifyAhead(slot);
      return {};
    },
    machine: async (settings) => describeMachine(await library(settings)),
    estimate: async ({ engine, path, contexts }) => await reckon(await library(engine), path, contexts),
    resize: async (shape, { signal }) =>
      await withTurn(signal, async () => {
        const current = loaded();
        await current.resize(shape);
        void moveWhileIdle(current);
        return { contextTokens: current.contextTokens, residentBytes: process.memoryUsage.rss() };
      }),
    count: ({ texts }) => ({ counts: texts.map((text) => loaded().tokens([{ text }]).length) }),
    compare: async ({ prompt }) => {
      const current = loaded();
      const tokens = current.tokens(prompt);
      return { promptTokens: tokens.length, reusedTokens: await current.keeper.reusable(tokens) };
    },
    keep: async ({ worthMs }, { signal }) => ({
      saved: await withTurn(signal, async () => await loaded().keeper.keep(worthMs)),
    }),
    limit: async ({ snapshotBudget }) => {
      await session?.keeper.limit(snapshotBudget);
      return {};
    },
    forgetSlots: async ({ snapshots, slots }, { signal }) =>
      await withTurn(signal, async () => {
        if (session) await session.keeper.forgetSlots(slots);
        else await (shelfAhead ?? new SnapshotShelf(snapshots)).removeOf(slots);
        return {};
      }),
    idle: async (_input, { signal }) => await withTurn(signal, async () => ({})),
    settle: async () => {
      await session?.keeper.settled();
      return {};
    },
    memory: () => ({
      residentBytes: process.memoryUsage.rss(),
      // Linux and macOS report kibibytes through libuv, Windows too.
      peakBytes: process.resourceUsage().maxRSS * 1024,
      evaluatedTokens: session?.sequence.length ?? 0,
    }),
    bareLoad: async ({ engine, ...request }) => {
      const opened = await (request.way === 'defaults' ? openDefaults() : library(engine));
      bare = await BareLoop.load(opened, request);
      return { ms: bare.loadMs };
    },
    bareRun: async (run) => {
      if (!bare) throw new BitternError('no-model', 'No model is loaded.');
      return await bare.run(run);
    },
    forget: async ({ snapshots }, { signal }) =>
      await withTurn(signal, async () => {
        await loaded().keeper.forget(snapshots);
        return {};
      }),
  },
  streams: {
    load: async function* (request, { signal }) {
      yield* inTurn(signal, async function* () {
        const began = performance.now();
        const before = session;
        session = null;
        await before?.dispose();
        const opened = await library(request.engine);
        const shelf = shelfAhead ?? new SnapshotShelf(request.snapshots);
        shelfAhead = null;
        const current = yield* Session.load(opened, request, shelf, signal);
        session = current;
        void moveWhileIdle(current);
        yield {
          type: 'loaded' as const,
          backend: opened.backend,
          contextTokens: current.contextTokens,
          layersOnDevice: current.layersOnDevice,
          residentBytes: process.memoryUsage.rss(),
          ms: performance.now() - began,
        };
      });
    },
    generate: (request, { signal }) => inTurn(signal, () => answer(loaded(), request, signal)),
    prefill: (request, { signal }) => inTurn(signal, () => readAhead(loaded(), request, signal)),
    embed: async function* ({ engine, path, texts }, { signal }) {
      const release = await embeddingTurns.take(signal);
      try {
        const opened = await library(engine);
        if (embedder?.path !== path) {
          const before = embedder;
          embedder = null;
          await before?.dispose();
          embedder = await Embedder.load(opened, path);
        }
        for (const [index, text] of texts.entries()) {
          // Waits while an answer is being written; one text takes milliseconds.
          const vector = await withTurn(signal, async () => await embedder!.vector(text));
          yield { index, vector };
        }
      } finally {
        release();
      }
    },
  },
});
