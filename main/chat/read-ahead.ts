import type {
  ConversationSettings,
  DocumentSummary,
  InstalledModel,
  ReadAheadState,
  Sampling,
} from '../../preload/contract/index.ts';
import type { Documents } from '../documents/index.ts';
import type { Log } from '../log.ts';
import type { Runtime } from '../runtime/index.ts';
import { decideMode, type TurnRequest, wantedContext } from './answer/prepare.ts';
import { answerReserve, type PastTurn, planPrompt } from './prompt/plan.ts';
import { templateFor } from './prompt/template.ts';

export interface ReadAheadServices {
  documents: Documents;
  runtime: Runtime;
  modelFor(settings: ConversationSettings): InstalledModel | null;
  samplingFor(settings: ConversationSettings): Sampling;
  /** Settings and history of the branch that is shown; undefined when the conversation is gone. */
  conversation(id: string): { settings: ConversationSettings; history: PastTurn[] } | undefined;
  /** Whether the person wants documents to be read ahead. */
  isWanted(): boolean;
  /** Tells the windows how far it is. */
  tell(state: ReadAheadState): void;
  log: Log;
}

/** One conversation's documents on their way into the model. */
interface ReadingAhead {
  model: InstalledModel;
  /** The documents that go in whole. */
  whole: readonly DocumentSummary[];
  /** Tokens of context that hold it all. */
  wanted: number;
  conversationId: string;
  abort: AbortSignal;
  tell(state: ReadAheadState['state'], progress?: ReadAheadState['progress']): void;
}

/**
 * Evaluates what the next question of the conversation in front of the person will begin with, while they type: system
 * text, whole documents, history. After a start that brings the model back, too. Follows one conversation, the one shown last.
 */
export class ReadAhead {
  readonly #services: ReadAheadServices;
  #shown: string | null = null;
  #running: { key: string; told: ReadAheadState; cancel(): void } | null = null;

  constructor(services: ReadAheadServices) {
    this.#services = services;
  }

  /** The person looks at this conversation; nothing is read ahead for the others. */
  show(conversationId: string): void {
    this.#shown = conversationId;
    // A window that was just opened has not heard of it.
    const told = this.#running?.told;
    if (told?.conversationId === conversationId) this.#services.tell(told);
    this.refresh(conversationId);
  }

  /** Documents, settings or messages of a conversation changed. */
  refresh(conversationId: string): void {
    if (conversationId !== this.#shown) return;
    this.#begin(conversationId).catch((error: unknown) =>
      this.#services.log('warn', 'Reading ahead failed.', error),
    );
  }

  /** The conversation that is followed, if any. */
  get shown(): string | null {
    return this.#shown;
  }

  stop(): void {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    running.cancel();
    this.#services.tell({ ...running.told, state: 'off', progress: null });
  }

  async #begin(conversationId: string): Promise<void> {
    const { documents, runtime, modelFor, samplingFor, conversation } = this.#services;
    const found = conversation(conversationId);
    const attached = documents.attachments(conversationId).filter((document) => document.status === 'ready');
    const model = found && modelFor(found.settings);
    const nothing = attached.length === 0 && found?.history.length === 0;
    if (!found || !model || nothing || !this.#services.isWanted()) return this.stop();
    const key = JSON.stringify([
      conversationId,
      model.hash,
      attached.map(({ id }) => id),
      found.settings,
      found.history.length,
    ]);
    if (this.#running?.key === key) return;
    this.stop();

    const request: TurnRequest = {
      question: '',
      mode: found.settings.mode,
      systemPrompt: found.settings.systemPrompt,
      history: found.history,
      attached,
      template: templateFor(model.kind),
      maxTokens: samplingFor(found.settings).maxTokens,
    };
    const wanted = wantedContext(request, model.contextTokens);
    const { contextTokens } = await runtime.plan(model.id, wanted);
    const mode = decides(request, contextTokens);
    const whole = mode === 'document' ? attached : [];
    // Passages are chosen by the question, so of such a turn only what was said before is known.
    if (mode === null || mode === 'sweep' || (whole.length === 0 && found.history.length === 0)) return;
    const abort = new AbortController();
    const told: ReadAheadState = { conversationId, state: 'off', progress: null };
    const running = { key, told, cancel: () => abort.abort() };
    this.#running = running;
    const tell = (state: ReadAheadState['state'], progress: ReadAheadState['progress'] = null): void => {
      // The window tells it of documents; that what was said before is read does not concern anybody.
      if (this.#running !== running || whole.length === 0) return;
      running.told = { conversationId, state, progress };
      this.#services.tell(running.told);
    };
    tell('reading');
    try {
      await this.#read(request, { model, whole, wanted, conversationId, abort: abort.signal, tell });
    } catch (error) {
      tell('off');
      if (!abort.signal.aborted) throw error;
    }
  }

  /** Loads the model and has it read; returns when that has begun. */
  async #read(request: TurnRequest, reading: ReadingAhead): Promise<void> {
    const { documents, runtime } = this.#services;
    const { model, whole, wanted, conversationId, abort, tell } = reading;
    const loaded = await runtime.ensureLoaded(model.id, {
      contextTokens: wanted,
      slot: conversationId,
      signal: abort,
    });
    if (abort.aborted) return;
    const { segments } = planPrompt({
      template: request.template,
      systemPrompt: request.systemPrompt,
      question: '',
      history: request.history,
      documents: whole.map(({ id, fileName }) => ({ id, file: fileName, text: documents.textOf(id) })),
      passages: [],
      passagesLeftOut: [],
      contextTokens: loaded.contextTokens,
      reserve: answerReserve(loaded.contextTokens, request.maxTokens),
    });
    const work = runtime.readAhead({
      modelId: model.id,
      slot: conversationId,
      prompt: segments.slice(0, -1),
      onProgress: (progress) => tell('reading', progress),
    });
    abort.addEventListener('abort', () => work.cancel(), { once: true });
    void work.finished.then((isComplete) => tell(isComplete ? 'read' : 'off'));
  }
}

function decides(request: TurnRequest, contextTokens: number): string | null {
  try {
    return decideMode(request, contextTokens);
  } catch {
    // An explicit choice that is not possible yet: nothing to read ahead for.
    return null;
  }
}
