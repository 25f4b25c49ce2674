import {
  type AnswerRecord,
  BitternError,
  type Conversation,
  type ConversationSettings,
  type Message,
} from '../../preload/contract/index.ts';
import type { Documents } from '../documents/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf } from '../handlers.ts';
import type { ConversationRow, ConversationTable, MessageRow } from '../store/conversations.ts';
import type { PastTurn } from './prompt/plan.ts';

/** The title of a conversation until its first question gives it one. */
export const untitled = 'New conversation';

export const initialSettings: ConversationSettings = {
  mode: 'auto',
  modelId: null,
  systemPrompt: null,
  sampling: {},
};

/** A conversation before its first question. */
export const unbegun = { settings: initialSettings, activeMessageId: null };

export interface ConversationsOptions {
  table: ConversationTable;
  documents: Documents;
  events: EventBus;
  /** Whether an answer is being written in a conversation. */
  isAnswering(conversationId: string): boolean;
  /** Ends what is being written in a conversation that goes away. */
  stopAnswering(conversationId: string): Promise<void>;
  /** What a full disk did not take of an answer: it goes before what is stored. */
  unwritten(messageId: string): Partial<Message> | undefined;
  /** The person is looking at this conversation now. */
  onShown(conversationId: string): void;
}

/** Conversations as the window sees them, and the calls that look after them. */
export class Conversations {
  readonly handlers: HandlersOf<'conversation'>;
  readonly #options: ConversationsOptions;

  constructor(options: ConversationsOptions) {
    this.#options = options;
    const { table, documents } = options;
    this.handlers = {
      'conversation.list': ({ query }) => ({
        conversations: table
          .list(query)
          .map((found) => ({ ...found, answering: options.isAnswering(found.id) })),
      }),
      'conversation.create': ({ documentIds }) => {
        const { id } = table.create(untitled, initialSettings);
        if (documentIds?.length) documents.attach(id, documentIds);
        this.changed(id);
        return this.read(id);
      },
      'conversation.get': ({ id }) => {
        const conversation = this.read(id);
        options.onShown(id);
        return conversation;
      },
      'conversation.rename': ({ id, title }) => {
        this.row(id);
        table.rename(id, title, true);
        this.changed(id);
        return {};
      },
      'conversation.remove': async ({ id }) => {
        this.row(id);
        await options.stopAnswering(id);
        await documents.removeWith(() => {
          table.remove(id);
          options.events.emit('conversation.changed', { id, removed: true });
        });
        return {};
      },
      'conversation.showBranch': ({ id, messageId }) => {
        this.row(id);
        if (table.message(messageId)?.conversationId !== id) throw gone('message');
        table.show(id, table.newestLeaf(messageId));
        this.changed(id);
        return this.read(id);
      },
      'conversation.configure': ({ id, settings }) => {
        const row = this.row(id);
        table.configure(id, { ...row.settings, ...withoutUndefined(settings) });
        this.changed(id);
        return this.read(id);
      },
      'conversation.attach': ({ id, documentIds }) => {
        this.row(id);
        documents.attach(id, documentIds);
        return this.read(id);
      },
      'conversation.detach': async ({ id, documentId }) => {
        this.row(id);
        await documents.detach(id, documentId);
        return this.read(id);
      },
    };
  }

  /** Throws `not-found`. */
  row(id: string): ConversationRow {
    const row = this.#options.table.get(id);
    if (!row) throw gone('conversation');
    return row;
  }

  /** Throws `not-found`. */
  messageRow(id: string, role: MessageRow['role']): MessageRow {
    const row = this.#options.table.message(id);
    if (row?.role !== role) throw gone('message');
    return row;
  }

  changed(id: string): void {
    this.#options.events.emit('conversation.changed', { id, removed: false });
  }

  /** The whole conversation with its active branch. Throws `not-found`. */
  read(id: string): Conversation {
    const row = this.row(id);
    const branch = row.activeMessageId ? this.#options.table.branch(row.activeMessageId) : [];
    return {
      id,
      title: row.title,
      createdAt: row.createdAt,
      updatedAt: row.updatedAt,
      settings: row.settings,
      messages: branch.map((message) => this.message(message)),
      documents: this.#options.documents.attachments(id),
    };
  }

  /** A message with its versions and, for an answer, how it came about. */
  message(row: MessageRow): Message {
    const { id, parentId, role, text, createdAt, status, error } = row;
    const siblings = this.#options.table.siblings(row);
    const answer = this.#record(row);
    return {
      ...{ id, parentId, role, text, createdAt, status, error, answer, siblings },
      ...this.#options.unwritten(id),
    };
  }

  /** The turns before a question: every earlier question with what a model answered. */
  history(questionParentId: string | null): PastTurn[] {
    if (questionParentId === null) return [];
    const branch = this.#options.table.branch(questionParentId);
    const turns: PastTurn[] = [];
    for (const [index, message] of branch.entries()) {
      const question = branch[index - 1];
      if (
        message.role === 'assistant' &&
        question &&
        message.text &&
        this.#record(message)?.by !== 'passages'
      )
        turns.push({ question: question.text, answer: message.text });
    }
    return turns;
  }

  #record(row: MessageRow): AnswerRecord | null {
    return row.role === 'assistant' && row.status !== 'working' ? this.#options.table.record(row.id) : null;
  }
}

/** What to say when something asked for is not there any more. */
export function gone(what: 'conversation' | 'message'): BitternError {
  return new BitternError('not-found', `This ${what} is not there any more.`);
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
