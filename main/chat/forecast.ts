import type {
  AnswerMode,
  ConversationSettings,
  DocumentSummary,
  Forecast,
  Place,
} from '../../preload/contract/index.ts';
import { type PreparedTurn, prepareTurn, type TurnRequest, wantedContext } from './answer/prepare.ts';
import type { TurnServices } from './answer/turn.ts';
import { countingOnce } from './prompt/count-once.ts';
import type { PastTurn } from './prompt/plan.ts';
import { templateFor } from './prompt/template.ts';
import { readingOf } from './sweep/parts.ts';

/** A question that has not been sent yet. */
export interface ForecastRequest {
  question: string;
  mode: AnswerMode;
  settings: ConversationSettings;
  history: readonly PastTurn[];
  attached: readonly DocumentSummary[];
  /** Passages that the person took out. */
  leaveOut: readonly Place[];
}

/**
 * What would happen if the question were sent now: mode, tokens, how many of them are evaluated already, seconds to
 * the first word. Loads and evaluates nothing. Throws what sending would throw.
 */
export async function forecastTurn(
  { question, mode, settings, history, attached, leaveOut }: ForecastRequest,
  services: TurnServices,
  signal: AbortSignal,
): Promise<Forecast> {
  const model = services.modelFor(settings);
  if (!model) {
    return {
      mode: 'passages',
      contextTokens: 0,
      promptTokens: 0,
      reusedTokens: 0,
      secondsToFirstToken: null,
      quicker: null,
      ledger: [],
    };
  }
  const request: TurnRequest = {
    question,
    mode,
    systemPrompt: settings.systemPrompt,
    history,
    attached,
    template: templateFor(model.kind),
    count: countingOnce(),
    maxTokens: services.samplingFor(settings).maxTokens,
    leaveOut,
  };
  const wanted = wantedContext(request, model.contextTokens);
  const { contextTokens } = await services.runtime.plan(model.id, wanted);
  const prepared = await prepareTurn(request, contextTokens, services.documents, signal);
  const measured = await measure(prepared, request, contextTokens, services);
  const lighter = question === '' ? undefined : lighterMode[prepared.mode];
  return {
    mode: prepared.mode,
    contextTokens,
    promptTokens: measured.promptTokens,
    reusedTokens: measured.reusedTokens,
    secondsToFirstToken: measured.seconds,
    quicker: lighter ? await inMode(lighter, request, contextTokens, services, signal) : null,
    ledger: prepared.ledger,
  };
}

/** What a person may choose to have the first word sooner. A conversation without documents is no lighter answer. */
const lighterMode: Partial<Record<AnswerMode, AnswerMode>> = { document: 'passages', sweep: 'passages' };

interface Measured {
  promptTokens: number;
  reusedTokens: number;
  seconds: number | null;
}

async function measure(
  prepared: PreparedTurn,
  request: TurnRequest,
  contextTokens: number,
  { runtime }: TurnServices,
): Promise<Measured> {
  if (prepared.mode === 'sweep') return ofSweep(request, contextTokens, runtime);
  const measured = await runtime.forecast(prepared.segments);
  if (measured) return measured;
  const { promptTokens } = prepared;
  return { promptTokens, reusedTokens: 0, seconds: runtime.estimate(promptTokens, 0) };
}

/** The first word comes when every part has been read. */
function ofSweep(request: TurnRequest, contextTokens: number, runtime: TurnServices['runtime']): Measured {
  const { parts, tokensEach, tokens } = readingOf(request, contextTokens);
  const one = runtime.estimate(tokensEach, 0);
  // A model that is not loaded is loaded once, not for every part.
  const loading = runtime.estimate(0, 0) ?? 0;
  const seconds = one === null ? null : loading + parts * (one - loading);
  return { promptTokens: tokens, reusedTokens: 0, seconds };
}

async function inMode(
  mode: AnswerMode,
  request: TurnRequest,
  contextTokens: number,
  services: TurnServices,
  signal: AbortSignal,
): Promise<Forecast['quicker']> {
  const lighter = { ...request, mode };
  const prepared = await prepareTurn(lighter, contextTokens, services.documents, signal);
  const { seconds } = await measure(prepared, lighter, contextTokens, services);
  return seconds === null ? null : { mode: prepared.mode, secondsToFirstToken: seconds };
}
