import {
  BitternError,
  type Conversation,
  type ConversationSummary,
  type Message,
} from '../../../preload/contract/index.ts';
import type { Bus, HandlersOf } from './bus.ts';
import { type FakeLibrary, summaryOf } from './library.ts';

/** Conversations: trees of messages, one branch of which is shown. */
export class FakeConversations {
  readonly #conversations = new Map<string, { conversation: Conversation; all: Map<string, Message> }>();
  readonly #bus: Bus;
  readonly #library: FakeLibrary;

  constructor(bus: Bus, library: FakeLibrary) {
    this.#bus = bus;
    this.#library = library;
  }

  readonly handlers: HandlersOf<'conversation'> = {
    'conversation.list': ({ query }) => ({
      conversations: [...this.#conversations.values()]
        .map(({ conversation }) => this.#summary(conversation, query ?? ''))
        .filter((summary): summary is ConversationSummary => summary !== null)
        .sort((a, b) => b.updatedAt - a.updatedAt),
    }),
    'conversation.create': ({ documentIds }) => this.create('New conversation', documentIds ?? []),
    'conversation.get': ({ id }) => this.get(id),
    'conversation.rename': ({ id, title }) => {
      this.change(id, { title });
      return {};
    },
    'conversation.remove': ({ id }) => {
      this.#conversations.delete(id);
      this.#bus.emit('conversation.changed', { id, removed: true });
      return {};
    },
    'conversation.showBranch': ({ id, messageId }) => {
      this.showBranch(id, messageId);
      return this.get(id);
    },
    'conversation.configure': ({ id, settings }) => {
      const before = this.get(id).settings;
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      this.change(id, { settings: { ...before, ...given } });
      return this.get(id);
    },
    'conversation.attach': ({ id, documentIds }) => {
      this.attach(id, documentIds);
      return this.get(id);
    },
    'conversation.detach': ({ id, documentId }) => {
      const { documents } = this.get(id);
      this.change(id, { documents: documents.filter((document) => document.id !== documentId) });
      return this.get(id);
    },
  };

  /** Begins a conversation; the first one is old. */
  create(title: string, documentIds: string[]): Conversation {
    const id = this.#bus.id('cnv');
    const now = Date.now() - (this.#conversations.size === 0 ? 9e8 : 0) + this.#conversations.size;
    const conversation: Conversation = {
      id,
      title,
      createdAt: now,
      updatedAt: now,
      settings: { mode: 'auto', modelId: null, systemPrompt: null, sampling: {} },
      messages: [],
      documents: documentIds.map((documentId) => summaryOf(this.#library.get(documentId))),
    };
    this.#conversations.set(id, { conversation, all: new Map() });
    this.#bus.emit('conversation.changed', { id, removed: false });
    return conversation;
  }

  /** Adds a message to the tree, beside others that answer or replace the same one. It is shown with its branch. */
  put(conversationId: string, parentId: string | null, role: Message['role'], text: string): Message {
    const { all } = this.#conversations.get(conversationId)!;
    const siblings = [...all.values()].filter((other) => other.parentId === parentId && other.role === role);
    const message: Message = {
      id: this.#bus.id('msg'),
      parentId,
      role,
      text,
      createdAt: Date.now(),
      status: role === 'user' ? null : 'working',
      error: null,
      answer: null,
      siblings: [],
    };
    all.set(message.id, message);
    const versions = [...siblings, message].map(({ id }) => id);
    for (const version of [...siblings, message]) version.siblings = versions;
    return message;
  }

  /** Adds documents that are not attached yet. */
  attach(conversationId: string, documentIds: readonly string[]): void {
    const { documents } = this.get(conversationId);
    const known = new Set(documents.map(({ id }) => id));
    const added = documentIds.filter((id) => !known.has(id)).map((id) => summaryOf(this.#library.get(id)));
    this.change(conversationId, { documents: [...documents, ...added] });
  }

  /** As a window is given it. Throws `not-found`. */
  get(id: string): Conversation {
    const entry = this.#conversations.get(id);
    if (!entry) throw new BitternError('not-found', 'This conversation is not there any more.');
    const { conversation } = entry;
    const documents = conversation.documents.flatMap((document) => {
      const now = this.#library.documents.get(document.id);
      return now ? [summaryOf(now)] : [];
    });
    return structuredClone({ ...conversation, documents });
  }

  /** Changes a conversation and tells every window. */
  change(id: string, change: Partial<Conversation>): void {
    const entry = this.#conversations.get(id);
    if (!entry) return;
    entry.conversation = { ...entry.conversation, ...change, updatedAt: Date.now() };
    this.#bus.emit('conversation.changed', { id, removed: false });
  }

  #summary(conversation: Conversation, query: string): ConversationSummary | null {
    const last = conversation.messages.at(-1)?.text ?? '';
    const all = `${conversation.title}\n${conversation.messages.map(({ text }) => text).join('\n')}`;
    const at = all.toLowerCase().indexOf(query.toLowerCase());
    if (at < 0) return null;
    return {
      id: conversation.id,
      title: conversation.title,
      preview: query ? all.slice(Math.max(0, at - 20), at + 60) : last.slice(0, 80),
      updatedAt: conversation.updatedAt,
      documents: conversation.documents.length,
      answering: conversation.messages.some(({ status }) => status === 'working'),
    };
  }

  /** The conversation of a message. Throws `not-found`. */
  home(messageId: string): string {
    const entry = [...this.#conversations].find(([, { all }]) => all.has(messageId));
    if (!entry) throw new BitternError('not-found', 'This message is not there any more.');
    return entry[0];
  }

  /** A message itself, which may be changed. Throws `not-found`. */
  message(id: string): Message {
    return this.#conversations.get(this.home(id))!.all.get(id)!;
  }

  /** Shows the branch that holds a message. */
  showBranch(id: string, messageId: string): void {
    const { all } = this.#conversations.get(id)!;
    this.change(id, { messages: branchThrough(all, messageId) });
  }
}

/** The branch that holds a message: what leads to it, and the newest of what follows. */
function branchThrough(all: ReadonlyMap<string, Message>, messageId: string): Message[] {
  const branch: Message[] = [];
  for (let at = all.get(messageId); at; at = at.parentId ? all.get(at.parentId) : undefined)
    branch.unshift(at);
  for (;;) {
    const last = branch.at(-1);
    const next = [...all.values()].findLast(({ parentId }) => parentId === last?.id);
    if (!next) return branch;
    branch.push(next);
  }
}
