import {
  type AnswerMode,
  type AnswerRecord,
  type AnswerStatus,
  asBitternError,
  BitternError,
  type ConversationSettings,
  type Message,
  type Place,
} from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';
import { type ConversationTable, type MessageRow, withoutText } from '../store/conversations.ts';
import type { Store } from '../store/index.ts';
import { LiveAnswer } from './answer/live-answer.ts';
import { runTurn, type Turn, type TurnServices } from './answer/turn.ts';
import type { Conversations } from './conversations.ts';

const closedSentence = 'Bittern was closed while this was being written.';
const unsavedSentence = 'This answer is not saved yet; Bittern goes on trying while it runs.';
/** Pause before a finished answer that could not be saved is tried again. */
const retryMs = 1500;

export interface AnswersOptions {
  store: Store;
  table: ConversationTable;
  conversations: Conversations;
  services: TurnServices;
  log: Log;
  /** An answer begins in a conversation with these settings. */
  onBegun(settings: ConversationSettings): void;
}

/** An answer that is being written, with the promise that ends when it is saved. */
interface Writing {
  live: LiveAnswer;
  ended: Promise<void>;
}

/** A finished answer as it is stored. */
interface Finished {
  text: string;
  status: Exclude<AnswerStatus, 'working'>;
  error: string | null;
  record: AnswerRecord | null;
}

/** The answers that are being written, from their beginning until the disk has them. */
export class Answers {
  readonly #options: AnswersOptions;
  /** What is being written, by message. */
  readonly #writing = new Map<string, Writing>();
  /** Finished answers that are not on the disk, with what is shown of them. */
  readonly #unwritten = new Map<string, Partial<Message>>();
  #closing = false;

  /** What was being written when the program ended last is marked interrupted. */
  constructor(options: AnswersOptions) {
    this.#options = options;
    options.table.interruptWorking(closedSentence);
  }

  /** Begins an answer below a question and returns at once. */
  begin(
    question: MessageRow,
    mode: AnswerMode | undefined,
    leaveOut: readonly Place[] = [],
  ): { conversationId: string; questionId: string; answerId: string } {
    const { store, table, conversations, log } = this.#options;
    const { conversationId } = question;
    const { settings } = conversations.row(conversationId);
    const row = store.transaction(() => {
      const added = table.addMessage({
        conversationId,
        parentId: question.id,
        role: 'assistant',
        text: '',
        status: 'working',
      });
      table.show(conversationId, added.id);
      return added;
    });
    const live = new LiveAnswer(row.id, conversationId, (text) => {
      try {
        table.saveText(row.id, text);
      } catch (error) {
        log('error', 'An answer could not be saved while it was written.', error);
      }
    });
    const history = conversations.history(question.parentId);
    const ended = this.#write({
      live,
      question: question.text,
      mode: mode ?? settings.mode,
      settings,
      history,
      leaveOut,
    });
    this.#writing.set(row.id, { live, ended });
    conversations.changed(conversationId);
    return { conversationId, questionId: question.id, answerId: row.id };
  }

  /** Stops an answer; what was written of it stays. */
  stop(answerId: string): void {
    this.#writing.get(answerId)?.live.stop();
  }

  /** Whether an answer is being written in a conversation. */
  isWritingIn(conversationId: string): boolean {
    return this.#writingIn(conversationId) !== undefined;
  }

  /** Ends what is being written in a conversation. */
  async endIn(conversationId: string): Promise<void> {
    const writing = this.#writingIn(conversationId);
    writing?.live.stop();
    await writing?.ended;
  }

  /** Throws `busy` where an answer is being written. */
  refuseWhileWriting(conversationId: string): void {
    if (this.isWritingIn(conversationId))
      throw new BitternError('busy', 'An answer is being written. Wait for it, or stop it first.');
  }

  /** What the disk did not take of an answer. */
  unwritten(messageId: string): Partial<Message> | undefined {
    return this.#unwritten.get(messageId);
  }

  /** An answer from a text offset on: as it is written, or as it was. */
  async *follow(answerId: string, offset: number, signal: AbortSignal) {
    const writing = this.#writing.get(answerId);
    if (writing) {
      yield* writing.live.follow(offset, signal);
      return;
    }
    const { conversations } = this.#options;
    const message = conversations.message(conversations.messageRow(answerId, 'assistant'));
    if (message.text.length > offset)
      yield { type: 'text' as const, offset, text: message.text.slice(offset) };
    yield { type: 'done' as const, message };
  }

  /** Stops what is being written, keeps its text marked interrupted. */
  async close(): Promise<void> {
    this.#closing = true;
    const all = [...this.#writing.values()];
    for (const { live } of all) live.stop();
    await Promise.all(all.map(({ ended }) => ended));
  }

  async #write(turn: Turn): Promise<void> {
    const { table, conversations, services, onBegun } = this.#options;
    const { live } = turn;
    onBegun(turn.settings);
    const end = await runTurn(turn, services);
    const interrupted = this.#closing && end.status === 'stopped';
    const status = interrupted ? 'interrupted' : end.status;
    const error = interrupted ? closedSentence : end.error;
    this.#save(live, { text: live.text, status, error, record: end.record });
    this.#writing.delete(live.id);
    const row = table.message(live.id);
    if (!row) return;
    live.finish(conversations.message(row));
    conversations.changed(live.conversationId);
  }

  /** Stores a finished answer. Where the disk does not take it, it stays in memory and is tried again. */
  #save(live: LiveAnswer, finished: Finished): void {
    const { table, conversations, log } = this.#options;
    const { text, status, error, record } = finished;
    try {
      table.finish(live.id, text, status, error, record && this.#withoutRemoved(record));
      if (!this.#unwritten.delete(live.id)) return;
      conversations.changed(live.conversationId);
    } catch (thrown) {
      const isNew = !this.#unwritten.has(live.id);
      if (isNew) log('error', 'An answer could not be saved.', thrown);
      const { message } = asBitternError(thrown);
      this.#unwritten.set(live.id, { text, status: 'interrupted', error: `${message} ${unsavedSentence}` });
      if (!this.#closing) setTimeout(() => this.#closing || this.#save(live, finished), retryMs).unref();
    }
  }

  /** The record without words of documents that were removed while the answer was written. */
  #withoutRemoved(record: AnswerRecord): AnswerRecord {
    const { documents } = this.#options.services;
    const passages = record.passages.map((passage) =>
      documents.summary(passage.documentId) ? passage : withoutText(passage),
    );
    return { ...record, passages };
  }

  #writingIn(conversationId: string): Writing | undefined {
    return [...this.#writing.values()].find(({ live }) => live.conversationId === conversationId);
  }
}
