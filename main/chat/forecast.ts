import type {
  AnswerMode,
  ConversationSettings,
  DocumentSummary,
  Forecast,
} from '../../preload/contract/index.ts';
import { prepareTurn, type TurnRequest, wantedContext } from './answer/prepare.ts';
import type { TurnServices } from './answer/turn.ts';
import type { PastTurn } from './prompt/plan.ts';
import { templateFor } from './prompt/template.ts';

/** A question that has not been sent yet. */
export interface ForecastRequest {
  question: string;
  mode: AnswerMode;
  settings: ConversationSettings;
  history: readonly PastTurn[];
  attached: readonly DocumentSummary[];
}

/**
 * What would happen if the question were sent now: mode, tokens, how many of them are evaluated already, seconds to
 * the first word. Loads and evaluates nothing. Throws what sending would throw.
 */
export async function forecastTurn(
  { question, mode, settings, history, attached }: ForecastRequest,
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
    maxTokens: services.samplingFor(settings).maxTokens,
  };
  const wanted = Math.min(wantedContext(request), model.contextTokens);
  const { contextTokens } = await services.runtime.plan(model.id, wanted > 0 ? wanted : undefined);
  const prepared = await prepareTurn(request, contextTokens, services.documents, signal);
  const measured = prepared.mode === 'sweep' ? null : await services.runtime.forecast(prepared.segments);
  return {
    mode: prepared.mode,
    contextTokens,
    promptTokens: measured?.promptTokens ?? prepared.promptTokens,
    reusedTokens: measured?.reusedTokens ?? 0,
    secondsToFirstToken: measured ? measured.seconds : services.runtime.estimate(prepared.promptTokens, 0),
    ledger: prepared.ledger,
  };
}
