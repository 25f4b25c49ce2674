import {
  BitternError,
  type ConversationSettings,
  type DocumentSummary,
  type InstalledModel,
  type ReadAheadState,
  type Sampling,
} from '../../preload/contract/index.ts';
import type { Documents } from '../documents/index.ts';
import type { Log } from '../log.ts';
import type { LoadedModel, Runtime } from '../runtime/index.ts';
import { decideMode, type TurnRequest, wantedContext } from './answer/prepare.ts';
import { countingOnce } from './prompt/count-once.ts';
import { answerReserve, type PastTurn, planPrompt } from './prompt/plan.ts';
import { templateFor } from './prompt/template.ts';

export interface ReadAheadServices {
  documents: Documents;
  runtime: Runtime;
  modelFor(settings: ConversationSettings): InstalledModel | null;
  samplingFor(settings: ConversationSettings): Sampling;
  /** Settings and history of the branch that is shown, null: of a conversation that has not begun; undefined when it is gone. */
  conversation(id: string | null): { settings: ConversationSettings; history: PastTurn[] } | undefined;
  /** Whether the person wants documents to be read ahead. */
  isWanted(): boolean;
  /** Tells the windows how far it is. */
  tell(state: ReadAheadState): void;
  log: Log;
}

/** One conversation's beginning on its way into the model. */
interface ReadingAhead {
  key: string;
  model: InstalledModel;
  /** How the runtime knows it. */
  slot: string;
  abort: AbortController;
  /** It was read, as far as that was possible. */
  isOver: boolean;
  /** What windows were told last; null where it concerns nobody. */
  told: ReadAheadState | null;
}

/** What the person has before them. */
interface Followed {
  /** Null: a conversation that has not begun. */
  id: string | null;
  /** What they have typed of a question. */
  text: string;
}

/** How the runtime knows a conversation that has not begun. */
const unbegun = 'new';

/**
 * Evaluates what the next question of the conversation in front of the person will begin with, while they type: system
 * text, whole documents, history. After a start that brings the model back, too. A conversation that holds nothing yet waits for
 * the first character of a question: then its system text is read, and with it the model loaded. Follows one conversation,
 * the one that was shown or typed in last.
 */
export class ReadAhead {
  readonly #services: ReadAheadServices;
  #followed: Followed | null = null;
  #running: ReadingAhead | null = null;
  #isClosed = false;
  /** What is being loaded. A question for the same model waits for it instead of beginning anew. */
  readonly #loads = new Set<{ modelId: string; abort: AbortController }>();

  constructor(services: ReadAheadServices) {
    this.#services = services;
  }

  /** The person looks at this conversation; nothing is read ahead for the others. */
  show(conversationId: string): void {
    if (this.#followed?.id !== conversationId) this.#followed = { id: conversationId, text: '' };
    // A window that was just opened has not heard of it.
    const told = this.#running?.told;
    if (told?.conversationId === conversationId) this.#services.tell(told);
    this.refresh();
  }

  /**
   * The person types a question. The same text again, as a window that asks anew sends it, is not typing.
   *
   * @returns begins, unless the question was sent in the meantime
   */
  typed(conversationId: string | null, text: string): () => void {
    const before = this.#followed?.id === conversationId ? this.#followed.text : '';
    if (text.trim() === '' || text === before) return () => {};
    this.#followed = { id: conversationId, text };
    return () => {
      if (this.#followed?.id !== conversationId || this.#followed.text === '') return;
      // What was read may have left memory since.
      const { state, problem } = this.#services.runtime.status();
      if (this.#running?.isOver && state === 'stopped' && problem === null) this.#running = null;
      this.refresh();
    };
  }

  /** Documents, settings or messages of the conversation that is followed may have changed. */
  refresh(): void {
    if (this.#isClosed || !this.#followed) return;
    this.#begin(this.#followed).catch((error: unknown) =>
      this.#services.log('warn', 'Reading ahead failed.', error),
    );
  }

  /** A question was sent: makes way for it. What loads its model goes on. */
  asked(settings: ConversationSettings): void {
    if (this.#followed) this.#followed = { ...this.#followed, text: '' };
    this.#stop(this.#services.modelFor(settings));
  }

  /** Nothing is read ahead any more. */
  close(): void {
    this.#isClosed = true;
    this.#stop(null);
  }

  /** @param next the model that is wanted now */
  #stop(next: InstalledModel | null): void {
    for (const { modelId, abort } of this.#loads) if (modelId !== next?.id) abort.abort();
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    running.abort.abort();
    if (running.told) this.#services.tell({ ...running.told, state: 'off', progress: null });
  }

  async #begin({ id, text }: Followed): Promise<void> {
    const { documents, modelFor, samplingFor, conversation, isWanted } = this.#services;
    const found = conversation(id);
    const model = found && isWanted() ? modelFor(found.settings) : null;
    // A model with a problem is loaded by the person alone.
    if (!found || !model || model.problem) return this.#stop(null);
    const all = id === null ? [] : documents.attachments(id);
    const attached = all.filter((document) => document.status === 'ready');
    const isTyping = text !== '';
    if (attached.length === 0 && found.history.length === 0 && !isTyping) return this.#stop(model);
    const request: TurnRequest = {
      question: '',
      mode: found.settings.mode,
      systemPrompt: found.settings.systemPrompt,
      history: found.history,
      attached,
      template: templateFor(model.kind),
      count: countingOnce(),
      maxTokens: samplingFor(found.settings).maxTokens,
    };
    const key = JSON.stringify([
      id,
      model.hash,
      attached.map((document) => document.id),
      found.settings,
      found.history.length,
    ]);
    if (this.#running?.key === key) return;
    this.#stop(model);
    const abort = new AbortController();
    const running = { key, model, slot: id ?? unbegun, abort, isOver: false, told: null };
    this.#running = running;
    await this.#run(running, request, isTyping);
  }

  async #run(running: ReadingAhead, request: TurnRequest, isTyping: boolean): Promise<void> {
    const { abort, model, slot } = running;
    const wanted = wantedContext(request, model.contextTokens);
    const { contextTokens } = await this.#services.runtime.plan(model.id, wanted);
    if (abort.signal.aborted) return;
    const mode = decides(request, contextTokens);
    const whole = mode === 'document' ? request.attached : [];
    // Passages are chosen by the question, so of such a turn only what was said before is known.
    const isKnown = mode !== null && mode !== 'sweep' && (whole.length > 0 || request.history.length > 0);
    if (!isKnown && !isTyping) {
      // Typing begins it after all.
      this.#running = null;
      return;
    }
    const tell = (state: ReadAheadState['state'], progress: ReadAheadState['progress'] = null): void => {
      // The window tells it of documents; that what was said before is read does not concern anybody.
      if (this.#running !== running || whole.length === 0) return;
      running.told = { conversationId: slot, state, progress };
      this.#services.tell(running.told);
    };
    tell('reading');
    try {
      const loaded = await this.#load(model, wanted, slot);
      if (!abort.signal.aborted) this.#read(running, request, whole, loaded.contextTokens, tell);
    } catch (error) {
      tell('off');
      if (!isExpected(error)) throw error;
    }
  }

  /** Goes on when the reading is given up: a question for the same model may be on its way. */
  async #load(model: InstalledModel, contextTokens: number, slot: string): Promise<LoadedModel> {
    const load = { modelId: model.id, abort: new AbortController() };
    this.#loads.add(load);
    try {
      const { signal } = load.abort;
      return await this.#services.runtime.ensureLoaded(model.id, { contextTokens, slot, signal });
    } finally {
      this.#loads.delete(load);
    }
  }

  #read(
    running: ReadingAhead,
    request: TurnRequest,
    whole: readonly DocumentSummary[],
    contextTokens: number,
    tell: (state: ReadAheadState['state'], progress?: ReadAheadState['progress']) => void,
  ): void {
    const { documents, runtime } = this.#services;
    const { abort, model, slot } = running;
    const { segments } = planPrompt({
      template: request.template,
      count: request.count,
      systemPrompt: request.systemPrompt,
      question: '',
      history: request.history,
      documents: whole.map(({ id, fileName }) => ({ id, file: fileName, text: documents.textOf(id) })),
      passages: [],
      passagesLeftOut: [],
      contextTokens,
      reserve: answerReserve(contextTokens, request.maxTokens),
    });
    const work = runtime.readAhead({
      modelId: model.id,
      slot,
      prompt: segments.slice(0, -1),
      onProgress: (progress) => tell('reading', progress),
    });
    abort.signal.addEventListener('abort', () => work.cancel(), { once: true });
    void work.finished.then((isComplete) => {
      running.isOver = true;
      tell(isComplete ? 'read' : 'off');
    });
  }
}

/** Given up, or no room for the model: the question that needs it will say so. */
function isExpected(error: unknown): boolean {
  return error instanceof BitternError && (error.code === 'cancelled' || error.code === 'no-room');
}

function decides(request: TurnRequest, contextTokens: number): string | null {
  try {
    return decideMode(request, contextTokens);
  } catch {
    // An explicit choice that is not possible yet: nothing to read ahead for.
    return null;
  }
}
