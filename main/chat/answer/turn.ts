import {
  type AnswerRecord,
  BitternError,
  type ConversationSettings,
  type InstalledModel,
  type Place,
  type Sampling,
} from '../../../preload/contract/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Log } from '../../log.ts';
import type { Runtime, RuntimeEvent } from '../../runtime/index.ts';
import { countingOnce } from '../prompt/count-once.ts';
import type { PastTurn } from '../prompt/plan.ts';
import { type Template, templateFor } from '../prompt/template.ts';
import type { Sweeps } from '../sweep/index.ts';
import { chunksAsPassages, ground } from './ground.ts';
import type { LiveAnswer } from './live-answer.ts';
import { type PreparedTurn, prepareTurn, type TurnRequest, wantedContext } from './prepare.ts';
import { failed, type TurnEnd, writeOn } from './turn-end.ts';
import { answerWithPassages } from './without-model.ts';

/** What answering needs of the rest of the program. */
export interface TurnServices {
  documents: Documents;
  runtime: Runtime;
  sweeps: Sweeps;
  modelFor(settings: ConversationSettings): InstalledModel | null;
  samplingFor(settings: ConversationSettings): Sampling;
  log: Log;
}

/** One question to be answered. */
export interface Turn {
  live: LiveAnswer;
  question: string;
  mode: ConversationSettings['mode'];
  settings: ConversationSettings;
  history: readonly PastTurn[];
  /** Passages that the person took out. */
  leaveOut: readonly Place[];
}

type Done = Extract<RuntimeEvent, { type: 'done' }>;

/** Answers one question: waits for its documents, retrieves, generates, and checks the result. Never rejects. */
export async function runTurn(turn: Turn, services: TurnServices): Promise<TurnEnd> {
  try {
    const attached = await settledAttachments(turn, services);
    const model = services.modelFor(turn.settings);
    if (!model) {
      const { text, record } = await answerWithPassages(
        services.documents,
        turn.question,
        attached,
        turn.history.map((past) => past.question),
        turn.live.signal,
      );
      turn.live.showPassages('passages', record.passages);
      turn.live.append(text);
      return { status: 'done', error: null, record };
    }
    return await answerWithModel(turn, services, model, attached);
  } catch (thrown) {
    return failed(thrown, services.log, null, turn.live.signal);
  }
}

/** The attached documents, once those that are being read have been. */
async function settledAttachments(
  turn: Turn,
  { documents }: TurnServices,
): Promise<ReturnType<Documents['attachments']>> {
  const attached = documents.attachments(turn.live.conversationId);
  const reading = attached.filter(({ status }) => status === 'queued' || status === 'reading');
  if (reading.length === 0) return attached;
  for (const document of reading) {
    turn.live.enter('retrieving', document.progress);
    await documents.settled(document.id, turn.live.signal);
  }
  return documents.attachments(turn.live.conversationId);
}

async function answerWithModel(
  turn: Turn,
  services: TurnServices,
  model: InstalledModel,
  attached: ReturnType<Documents['attachments']>,
): Promise<TurnEnd> {
  const { live } = turn;
  const sampling = services.samplingFor(turn.settings);
  const request: TurnRequest = {
    question: turn.question,
    mode: turn.mode,
    systemPrompt: turn.settings.systemPrompt,
    history: turn.history,
    attached,
    template: templateFor(model.kind),
    count: countingOnce(),
    maxTokens: sampling.maxTokens,
    leaveOut: turn.leaveOut,
  };
  live.enter('loading');
  const loading = services.runtime.ensureLoaded(model.id, {
    contextTokens: wantedContext(request, model.contextTokens),
    slot: live.conversationId,
    signal: live.signal,
    onProgress: (progress) => live.enter('loading', progress),
  });
  const { contextTokens } = await untilStopped(loading, live.signal);
  live.enter('retrieving');
  const prepared = await prepareTurn(request, contextTokens, services.documents, live.signal);
  if (prepared.mode === 'sweep')
    return await services.sweeps.answer({
      ...request,
      live,
      sampling,
      model,
      contextTokens,
      ledger: prepared.ledger,
    });
  live.showPassages(prepared.mode, prepared.passages);
  return await generate(turn, services, model, sampling, prepared, request.template);
}

/**
 * Waits for something no longer than the person does. What they stop waiting for may have to come to its end, as a context that
 * grows, or be of use to others, as a model that was being loaded when the question was sent.
 */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new BitternError('cancelled', 'Stopped.'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function generate(
  turn: Turn,
  { runtime, documents, log }: TurnServices,
  model: InstalledModel,
  sampling: Sampling,
  prepared: PreparedTurn,
  template: Template,
): Promise<TurnEnd> {
  const { live } = turn;
  let done: Done | null = null;
  let failure: unknown = null;
  try {
    const events = runtime.generate(
      {
        modelId: model.id,
        slot: live.conversationId,
        prompt: prepared.segments,
        sampling,
        stop: template.stop,
        maxTokens: sampling.maxTokens,
      },
      { signal: live.signal },
    );
    for await (const event of events) {
      if (event.type === 'text') writeOn(live, event.text);
      else if (event.type === 'done') done = event;
      else live.enter(event.type, event.progress);
    }
  } catch (thrown) {
    failure = thrown;
  }
  const whole = chunksAsPassages(documents, prepared.documents);
  const known = [turn.question, ...turn.history.map((past) => past.question)];
  const record: AnswerRecord = {
    by: 'model',
    modelName: model.name,
    modelHash: model.hash,
    mode: prepared.mode,
    seed: done?.seed ?? null,
    sampling,
    contextTokens: done?.contextTokens ?? null,
    promptTokens: done?.promptTokens ?? prepared.promptTokens,
    reusedTokens: done?.reusedTokens ?? null,
    answerTokens: done?.answerTokens ?? null,
    firstTokenMs: done?.firstTokenMs ?? null,
    tokensPerSecond: done?.tokensPerSecond ?? null,
    endedBy: done?.endedBy ?? null,
    ledger: prepared.ledger,
    alsoLookedFor: prepared.alsoLookedFor,
    ...ground(live.text, prepared.passages, whole, known),
  };
  return failure === null
    ? { status: 'done', error: null, record }
    : failed(failure, log, record, live.signal);
}
