import {
  type AnswerMode,
  type AnswerRecord,
  type AnswerStatus,
  asBitternError,
  BitternError,
  type ConversationSettings,
  type InstalledModel,
  type Message,
  type Place,
  type Sampling,
  type Settings,
} from '../../preload/contract/index.ts';
import type { Documents } from '../documents/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf, StreamHandlers } from '../handlers.ts';
import type { Log } from '../log.ts';
import type { Runtime } from '../runtime/index.ts';
import { ConversationTable, type MessageRow } from '../store/conversations.ts';
import type { Store } from '../store/index.ts';
import { SweepNoteTable } from '../store/sweep-notes.ts';
import { LiveAnswer } from './answer/live-answer.ts';
import { refuseTooLong } from './answer/refuse-too-long.ts';
import { runTurn, type TurnServices } from './answer/turn.ts';
import { Conversations, gone, initialSettings, untitled } from './conversations.ts';
import { forecastTurn } from './forecast.ts';
import { ReadAhead } from './read-ahead.ts';
import { Sweeps } from './sweep/index.ts';
import { titleFrom } from './title.ts';

export interface ChatOptions {
  store: Store;
  events: EventBus;
  log: Log;
  documents: Documents;
  runtime: Runtime;
  models: { defaultModel(): InstalledModel | null; byId(id: string): InstalledModel | null };
  settings: () => Settings;
}

/** Conversations and the answers in them. */
export interface Chat {
  readonly handlers: HandlersOf<'conversation' | 'chat'>;
  readonly streams: Pick<StreamHandlers, 'answer'>;
  /** Stops what is being written, keeps its text marked interrupted. */
  close(): Promise<void>;
}

const closedSentence = 'Bittern was closed while this was being written.';
const unsavedSentence = 'This answer is not saved yet; Bittern goes on trying while it runs.';
/** Pause before a finished answer that could not be saved is tried again. */
const retryMs = 1500;

/** A conversation before its first question. */
const unbegun = { settings: initialSettings, activeMessageId: null };

/** A finished answer as it is stored. */
interface Finished {
  text: string;
  status: Exclude<AnswerStatus, 'working'>;
  error: string | null;
  record: AnswerRecord | null;
}

/** Builds the chat service on the others. */
export function createChat(options: ChatOptions): Chat {
  return new ChatService(options);
}

class ChatService implements Chat {
  readonly handlers: Chat['handlers'];
  readonly streams: Chat['streams'];
  readonly #options: ChatOptions;
  readonly #table: ConversationTable;
  readonly #conversations: Conversations;
  readonly #readAhead: ReadAhead;
  readonly #services: TurnServices;
  /** Answers being written, by message, each with the promise that ends when it is saved. */
  readonly #live = new Map<string, { answer: LiveAnswer; ended: Promise<void> }>();
  /** Finished answers that are not on the disk, with what is shown of them. */
  readonly #unwritten = new Map<string, { shown: Partial<Message> }>();
  readonly #stopListening: () => void;
  #closing = false;

  constructor(options: ChatOptions) {
    this.#options = options;
    const { store, documents, runtime, log } = options;
    this.#table = new ConversationTable(store);
    this.#table.interruptWorking(closedSentence);
    const notes = new SweepNoteTable(store);
    const modelFor = (settings: ConversationSettings): InstalledModel | null =>
      (settings.modelId ? options.models.byId(settings.modelId) : null) ?? options.models.defaultModel();
    const samplingFor = (settings: ConversationSettings): Sampling =>
      ({ ...options.settings().sampling, ...settings.sampling }) as Sampling;
    this.#services = {
      documents,
      runtime,
      log,
      modelFor,
      samplingFor,
      sweeps: new Sweeps({ documents, runtime, notes, log }),
    };
    this.#conversations = new Conversations({
      table: this.#table,
      documents,
      events: options.events,
      isAnswering: (id) => this.#liveIn(id) !== undefined,
      stopAnswering: async (id) => {
        const live = this.#liveIn(id);
        live?.answer.stop();
        await live?.ended;
      },
      onShown: (id) => this.#readAhead.show(id),
      unwritten: (id) => this.#unwritten.get(id)?.shown,
    });
    this.#readAhead = new ReadAhead({
      documents,
      runtime,
      modelFor,
      samplingFor,
      log,
      isWanted: () => options.settings().readAhead,
      tell: (state) => options.events.emit('conversation.readAhead', state),
      conversation: (id) => {
        const row = id === null ? unbegun : this.#table.get(id);
        return row && { settings: row.settings, history: this.#conversations.history(row.activeMessageId) };
      },
    });
    this.#stopListening = options.events.listen((name, payload) => {
      if (name === 'document.removed') {
        const { id } = payload as { id: string };
        this.#table.forgetDocument(id);
        notes.forgetDocument(id);
      }
      if (this.#closing) return;
      // What is attached or read, which model answers: each may change what the next question begins with.
      const changes = ['document.removed', 'conversation.changed', 'model.changed', 'settings.changed'];
      const isRead = name === 'document.changed' && (payload as { status: string }).status === 'ready';
      if (isRead || changes.includes(name)) this.#readAhead.refresh();
    });
    this.handlers = { ...this.#conversations.handlers, ...this.#chatHandlers() };
    this.streams = { answer: ({ answerId, offset }, { signal }) => this.#follow(answerId, offset, signal) };
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#stopListening();
    this.#readAhead.stop();
    const live = [...this.#live.values()];
    for (const { answer } of live) answer.stop();
    await Promise.all(live.map(({ ended }) => ended));
  }

  #chatHandlers(): HandlersOf<'chat'> {
    return {
      'chat.ask': async ({ conversationId, text, mode, leaveOut }) => {
        if (conversationId === null) {
          const settings = { ...initialSettings, mode: mode ?? initialSettings.mode };
          await refuseTooLong(text, settings, this.#services);
          const begin = () => this.#table.create(untitled, settings).id;
          return this.#ask(begin, () => null, text, mode, leaveOut);
        }
        await this.#refuseQuestion(conversationId, text);
        const newest = () => this.#conversations.row(conversationId).activeMessageId;
        return this.#ask(() => conversationId, newest, text, mode, leaveOut);
      },
      'chat.edit': async ({ messageId, text, mode }) => {
        const { conversationId, parentId } = this.#message(messageId, 'user');
        await this.#refuseQuestion(conversationId, text);
        return this.#ask(
          () => conversationId,
          () => parentId,
          text,
          mode,
        );
      },
      'chat.again': ({ answerId, mode }) => {
        const question = this.#table.message(this.#message(answerId, 'assistant').parentId ?? '');
        if (!question) throw gone('message');
        this.#refuseWhileAnswering(question.conversationId);
        return this.#answer(question, mode);
      },
      'chat.stop': ({ answerId }) => {
        this.#live.get(answerId)?.answer.stop();
        return {};
      },
      'chat.forecast': async ({ conversationId, text, mode, leaveOut }, { signal }) => {
        const { settings, activeMessageId } =
          conversationId === null ? unbegun : this.#conversations.row(conversationId);
        const isAsked = conversationId !== null && this.#liveIn(conversationId) !== undefined;
        const begin = isAsked ? () => {} : this.#readAhead.typed(conversationId, text);
        const forecast = await forecastTurn(
          {
            question: text.trim(),
            mode: mode ?? settings.mode,
            settings,
            history: this.#conversations.history(activeMessageId),
            attached: conversationId === null ? [] : this.#options.documents.attachments(conversationId),
            leaveOut: leaveOut ?? [],
          },
          this.#services,
          signal,
        );
        // Afterwards, so that what both need to know of the model is looked up once.
        if (!this.#closing) begin();
        return forecast;
      },
    };
  }

  /** Refuses what cannot be asked in a conversation, before anything is stored of it. */
  async #refuseQuestion(conversationId: string, text: string): Promise<void> {
    const { settings } = this.#conversations.row(conversationId);
    this.#refuseWhileAnswering(conversationId);
    await refuseTooLong(text, settings, this.#services);
  }

  /** @param home the conversation, which may begin with this question: then it is stored with it or not at all */
  #ask(
    home: () => string,
    parentOf: () => string | null,
    text: string,
    mode: AnswerMode | undefined,
    leaveOut?: readonly Place[],
  ) {
    const question = this.#options.store.transaction(() => {
      const conversationId = home();
      this.#refuseWhileAnswering(conversationId);
      const row = this.#conversations.row(conversationId);
      if (!row.titleIsGiven && row.title === untitled)
        this.#table.rename(conversationId, titleFrom(text), false);
      const parentId = parentOf();
      return this.#table.addMessage({ conversationId, parentId, role: 'user', text, status: null });
    });
    return this.#answer(question, mode, leaveOut);
  }

  /** Begins an answer below a question and returns at once. */
  #answer(
    question: MessageRow,
    mode: AnswerMode | undefined,
    leaveOut: readonly Place[] = [],
  ): { conversationId: string; questionId: string; answerId: string } {
    const { conversationId } = question;
    const { settings } = this.#conversations.row(conversationId);
    const row = this.#options.store.transaction(() => {
      const added = this.#table.addMessage({
        conversationId,
        parentId: question.id,
        role: 'assistant',
        text: '',
        status: 'working',
      });
      this.#table.show(conversationId, added.id);
      return added;
    });
    const live = new LiveAnswer(row.id, conversationId, (text) => {
      try {
        this.#table.saveText(row.id, text);
      } catch (error) {
        this.#options.log('error', 'An answer could not be saved while it was written.', error);
      }
    });
    const history = this.#conversations.history(question.parentId);
    const ended = this.#run(live, {
      question: question.text,
      mode: mode ?? settings.mode,
      settings,
      history,
      leaveOut,
    });
    this.#live.set(row.id, { answer: live, ended });
    this.#conversations.changed(conversationId);
    return { conversationId, questionId: question.id, answerId: row.id };
  }

  async #run(live: LiveAnswer, turn: Omit<Parameters<typeof runTurn>[0], 'live'>): Promise<void> {
    this.#readAhead.asked(turn.settings);
    const end = await runTurn({ ...turn, live }, this.#services);
    const interrupted = this.#closing && end.status === 'stopped';
    const status = interrupted ? 'interrupted' : end.status;
    const error = interrupted ? closedSentence : end.error;
    this.#write(live, { text: live.text, status, error, record: end.record });
    this.#live.delete(live.id);
    const row = this.#table.message(live.id);
    if (!row) return;
    live.finish(this.#conversations.message(row));
    this.#conversations.changed(live.conversationId);
  }

  /** Stores a finished answer. Where the disk does not take it, it stays in memory and is tried again. */
  #write(live: Pick<LiveAnswer, 'id' | 'conversationId'>, finished: Finished): void {
    const { text, status, error, record } = finished;
    try {
      this.#table.finish(live.id, text, status, error, record);
      if (!this.#unwritten.delete(live.id)) return;
      this.#conversations.changed(live.conversationId);
    } catch (thrown) {
      const isNew = !this.#unwritten.has(live.id);
      if (isNew) this.#options.log('error', 'An answer could not be saved.', thrown);
      const { message } = asBitternError(thrown);
      const shown = { text, status: 'interrupted', error: `${message} ${unsavedSentence}` } as const;
      this.#unwritten.set(live.id, { shown });
      if (!this.#closing) setTimeout(() => this.#closing || this.#write(live, finished), retryMs).unref();
    }
  }

  async *#follow(answerId: string, offset: number, signal: AbortSignal) {
    const live = this.#live.get(answerId);
    if (live) {
      yield* live.answer.follow(offset, signal);
      return;
    }
    const message = this.#conversations.message(this.#message(answerId, 'assistant'));
    if (message.text.length > offset)
      yield { type: 'text' as const, offset, text: message.text.slice(offset) };
    yield { type: 'done' as const, message };
  }

  #liveIn(conversationId: string): { answer: LiveAnswer; ended: Promise<void> } | undefined {
    return [...this.#live.values()].find(({ answer }) => answer.conversationId === conversationId);
  }

  #refuseWhileAnswering(conversationId: string): void {
    if (this.#liveIn(conversationId))
      throw new BitternError('busy', 'An answer is being written. Wait for it, or stop it first.');
  }

  /** Throws `not-found`. */
  #message(id: string, role: MessageRow['role']): MessageRow {
    const row = this.#table.message(id);
    if (row?.role !== role) throw gone('message');
    return row;
  }
}
