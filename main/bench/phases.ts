import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BareProcess } from './bare.ts';
import { BitternSubject, benchSampling, modelOf } from './bittern.ts';
import { type Figure, figure } from './figures.ts';
import type { Bench } from './index.ts';
import { textOf } from './prompts.ts';

/** The context that stays within three gigabytes. */
const modest = 3584;
/** A few words after a document: a second question. */
const question = textOf(20, 999);
/** What the program wants a context for beside what was said: an answer and some turns more. */
const roomAhead = 1400;
const shallow = 128;
const middle = 2048;
const deep = 6000;
const document = 7;
const cancels = 5;

interface ModelFile {
  path: string;
  bytes: number;
}

/** Everything about Bittern itself, with the bare loop beside it wherever both can be measured. */
export async function measureBittern(bench: Bench, model: ModelFile, snapshots: string): Promise<void> {
  const context = Math.min(modest, bench.contextTokens);
  const installed = modelOf(model.path, model.bytes);
  {
    await using bittern = new BitternSubject(bench, installed, snapshots, context);
    bench.step('Loading');
    const { ms, loaded } = await bittern.load();
    bench.found(figure('bittern', 'load', null, 'ms', [ms]));
    const bareRequest = {
      engine: { backend: loaded.backend, threads: bench.settings.threads },
      path: model.path,
      way: 'same' as const,
      contextTokens: bench.contextTokens,
      batchTokens: loaded.batchTokens,
    };
    await using bare = await BareProcess.start(bench, bareRequest);
    bench.found(figure('bare', 'load', null, 'ms', [bare.loadMs]));

    const rate = await measurePrefill(bench, bittern, bare, 512);
    for (const depth of [shallow, 512]) await measureDecode(bench, bittern, bare, depth, snapshots);
    if (context > middle + bench.generateTokens) {
      await measureFirstTokens(bench, bittern, middle);
      await measureDecode(bench, bittern, bare, middle, snapshots);
    }
    await fill(bench, bittern, context, loaded.plan.total);

    if (bench.contextTokens > modest) {
      bench.step(`Growing the context to ${bench.contextTokens} tokens`);
      const grown = await bittern.grow(bench.contextTokens);
      if (bench.promptTokens + bench.generateTokens < bench.contextTokens)
        await measurePrefill(bench, bittern, bare, bench.promptTokens, 1);
      if (deep + bench.generateTokens < bench.contextTokens) {
        await measureDecode(bench, bittern, bare, deep, snapshots);
        await measureSecondQuestion(bench, bittern, deep);
      }
      await fill(bench, bittern, bench.contextTokens, grown.plan.total);
    }
    await measureCancel(bench, bittern, Math.min(deep, bench.contextTokens - 256), rate);
    bench.step('Watching the event loop');
    const p99 = await bittern.watch(512, 200, bench.generateTokens);
    bench.found(figure('bittern', 'event loop p99', null, 'ms', [p99]));
  }
  for (const depth of [middle, deep])
    if (depth + bench.generateTokens < bench.contextTokens)
      await measureRestart(bench, installed, snapshots, depth);
}

/** Prefill with nothing evaluated before; the bare loop does the same between the runs. Returns tokens a second. */
async function measurePrefill(
  bench: Bench,
  bittern: BitternSubject,
  bare: BareProcess,
  tokens: number,
  runs = bench.runs,
): Promise<number> {
  const own: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run <= runs; run += 1) {
    bench.step(`Prefill of ${tokens} tokens, ${run === 0 ? 'warming up' : `run ${run} of ${runs}`}`);
    if (run === 0 && runs === 1) continue;
    await bittern.forget();
    const { prefill } = await bittern.ask(tokens, 100 + run, 2);
    const loop = await bare.run(tokens, 2, benchSampling);
    if (run === 0) continue;
    own.push(prefill);
    theirs.push(loop.prefill ?? 0);
  }
  const found = figure('bittern', 'prefill', tokens, 'tokens/s', own);
  bench.found(found, figure('bare', 'prefill', tokens, 'tokens/s', theirs));
  return found.value;
}

/** Decode with so many tokens evaluated before. The bare loop takes them from what Bittern saved. */
async function measureDecode(
  bench: Bench,
  bittern: BitternSubject,
  bare: BareProcess,
  depth: number,
  snapshots: string,
): Promise<void> {
  const own: number[] = [];
  const theirs: number[] = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    bench.step(`Evaluating ${depth} tokens`);
    await bittern.ask(depth, document, 1);
    // Here, so that the answer of the run before is not saved while this one is timed.
    await bittern.save();
    const state = largestState(snapshots);
    bench.step(`Decode at ${depth} tokens, run ${run} of ${bench.runs}`);
    own.push((await bittern.ask(depth, document, bench.generateTokens)).decode);
    theirs.push((await bare.run(depth, bench.generateTokens, benchSampling, { state })).decode);
  }
  bench.found(
    figure('bittern', 'decode', depth, 'tokens/s', own),
    figure('bare', 'decode', depth, 'tokens/s', theirs),
  );
}

/** The first token of a document that was never read, and of a second question about it. */
async function measureFirstTokens(bench: Bench, bittern: BitternSubject, depth: number): Promise<void> {
  bench.step(`First token after ${depth} tokens`);
  await bittern.forget();
  const cold = await bittern.ask(depth, document, 2);
  const warm: number[] = [];
  for (let run = 0; run < bench.runs; run += 1)
    warm.push((await bittern.ask(depth, document, 2, `${question} ${run}`)).firstTokenMs);
  bench.found(
    figure('bittern', 'first token, cold', depth, 'ms', [cold.firstTokenMs]),
    figure('bittern', 'first token, warm', depth, 'ms', warm),
  );
}

async function measureSecondQuestion(bench: Bench, bittern: BitternSubject, depth: number): Promise<void> {
  const { evaluatedTokens } = await bittern.ask(depth, document, 2, question);
  bench.found(figure('bittern', 'evaluated, second question', depth, 'tokens', [evaluatedTokens]));
  await bittern.save();
}

/**
 * The first token on a conversation after the program was started anew: asked at once, so that the model has to be loaded; and
 * asked when the conversation has been on the screen for a while, as when somebody types: the window has it read ahead.
 */
async function measureRestart(
  bench: Bench,
  installed: ReturnType<typeof modelOf>,
  snapshots: string,
  depth: number,
): Promise<void> {
  const contextTokens = await contextFor(bench, installed, snapshots, depth + roomAhead);
  const first: Figure['runs'] = [];
  const ready: Figure['runs'] = [];
  const shown: Figure['runs'] = [];
  for (let run = 0; run < bench.runs; run += 1) {
    bench.step(`Starting anew on ${depth} tokens`);
    await using bittern = new BitternSubject(bench, installed, snapshots, contextTokens);
    const { firstTokenMs, readyMs } = await bittern.ask(depth, document, 2, `${question} ${run}`);
    first.push(firstTokenMs);
    ready.push(readyMs);
  }
  bench.step(`Showing a conversation with ${depth} tokens after a start`);
  await using bittern = new BitternSubject(bench, installed, snapshots, contextTokens);
  await bittern.show(depth, document);
  for (let run = 0; run < Math.min(2, bench.runs); run += 1)
    shown.push((await bittern.ask(depth, document, 2, `${question} ${run + 2}`)).firstTokenMs);
  bench.found(
    figure('bittern', 'first token, restarted', depth, 'ms', first),
    figure('bittern', 'restarted, until the new tokens', depth, 'ms', ready),
    figure('bittern', 'first token, restarted and shown', depth, 'ms', shown),
  );
}

/** The context that the program itself takes when so many tokens are wanted, as far as the bench may go. */
async function contextFor(
  bench: Bench,
  installed: ReturnType<typeof modelOf>,
  snapshots: string,
  wanted: number,
): Promise<number> {
  await using bittern = new BitternSubject(bench, installed, snapshots, null);
  return Math.min(bench.contextTokens, await bittern.contextFor(wanted));
}

/** Memory with the whole context in use. */
async function fill(
  bench: Bench,
  bittern: BitternSubject,
  contextTokens: number,
  planned: number,
): Promise<void> {
  bench.step(`Filling ${contextTokens} tokens of context`);
  await bittern.ask(contextTokens - 8, document, 4);
  bench.found(
    figure('bittern', 'peak memory', contextTokens, 'bytes', [await bittern.peakBytes()]),
    figure('bittern', 'planned memory', contextTokens, 'bytes', [planned]),
  );
  await bittern.save();
}

/** How soon a long prefill ends, at several points of it: each run goes on where the one before was cancelled. */
async function measureCancel(
  bench: Bench,
  bittern: BitternSubject,
  depth: number,
  tokensPerSecond: number,
): Promise<void> {
  const told: number[] = [];
  const stopped: number[] = [];
  await bittern.forget();
  const share = (depth / tokensPerSecond) * 1000 * 0.1;
  for (let run = 1; run <= cancels; run += 1) {
    bench.step(`Cancelling a prefill of ${depth} tokens, run ${run} of ${cancels}`);
    const { toldMs, stoppedMs } = await bittern.cancel(depth, document + 50, share);
    told.push(toldMs);
    stopped.push(stoppedMs);
  }
  bench.found(
    figure('bittern', 'cancel', depth, 'ms', told),
    figure('bittern', 'stopped after a cancel', depth, 'ms', stopped),
  );
}

/** The state with most tokens; whoever takes it keeps as many of them as it wants. */
function largestState(snapshots: string): string | null {
  const states = readdirSync(snapshots)
    .filter((name) => name.endsWith('.state'))
    .map((name) => ({ path: join(snapshots, name), bytes: statSync(join(snapshots, name)).size }));
  return states.sort((a, b) => b.bytes - a.bytes)[0]?.path ?? null;
}
