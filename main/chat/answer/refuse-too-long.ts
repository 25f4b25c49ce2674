import type { ConversationSettings } from '../../../preload/contract/index.ts';
import { countingOnce } from '../prompt/count-once.ts';
import { answerReserve, doesNotFit, fixedTokens } from '../prompt/plan.ts';
import { templateFor } from '../prompt/template.ts';
import { type TurnRequest, wantedContext } from './prepare.ts';
import type { TurnServices } from './turn.ts';

/** Tokens of instructions and question that go into every context there is. */
const alwaysFits = 256;

/**
 * Refuses a question that no context has room for, before anything is stored of it, so that it stays with the person who wrote it.
 * Throws `too-large`. What cannot be found out yet is for the answer to tell.
 */
export async function refuseTooLong(
  question: string,
  settings: ConversationSettings,
  services: Pick<TurnServices, 'modelFor' | 'samplingFor' | 'runtime'>,
): Promise<void> {
  const model = services.modelFor(settings);
  if (!model || model.problem) return;
  const request: TurnRequest = {
    question,
    mode: 'none',
    systemPrompt: settings.systemPrompt,
    history: [],
    attached: [],
    template: templateFor(model.kind),
    count: countingOnce(),
    maxTokens: services.samplingFor(settings).maxTokens,
  };
  const needed = fixedTokens(request);
  if (needed <= alwaysFits) return;
  const wanted = wantedContext(request, model.contextTokens);
  const plan = await services.runtime.plan(model.id, wanted).catch(() => null);
  if (!plan) return;
  const free = plan.contextTokens - answerReserve(plan.contextTokens, request.maxTokens);
  if (needed > free) throw doesNotFit(needed, free);
}
