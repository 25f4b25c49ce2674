import type { AnswerEvent, EventName, EventPayload } from '../../../preload/contract/index.ts';
import { Bus, type HandlersOf } from './bus.ts';
import { FakeChat } from './chat.ts';
import { fillWithContent } from './content.ts';
import { FakeConversations } from './conversations.ts';
import { type FakeDocument, longText } from './documents.ts';
import { FakeLibrary } from './library.ts';
import { FakeModels } from './models.ts';
import { FakeSettings } from './settings.ts';

/** How the fake behaves. */
export interface FakeOptions {
  /** Begin with conversations, documents and a model, or with nothing. */
  content: 'rich' | 'empty';
  /** Milliseconds between two tokens. */
  tokenMs: number;
  /** Milliseconds that reading the prompt takes. */
  prefillMs: number;
  /** So many short documents more, `Minutes 1.txt` and so on. */
  minutes: number;
}

/**
 * A program that keeps the contract and nothing else: everything is canned or kept in memory, time is simulated. It
 * exists so that the window can be looked at, and driven, in states that are hard to bring about for real.
 */
export class FakeProgram {
  readonly uploads = new Map<string, { name: string; bytes: number }>();
  /** Every call of the contract. */
  readonly handlers: HandlersOf;
  readonly #bus = new Bus();
  readonly #library: FakeLibrary;
  readonly #chat: FakeChat;

  constructor(given: Partial<FakeOptions> = {}) {
    const options: FakeOptions = { content: 'rich', tokenMs: 25, prefillMs: 1500, minutes: 0, ...given };
    const bus = this.#bus;
    const library = new FakeLibrary(bus, (id, documentIds) => conversations.attach(id, documentIds));
    const conversations = new FakeConversations(bus, library);
    const models = new FakeModels(bus, () => chat.isAnswering);
    const hasModel = (): boolean => models.hasModel;
    const chat = new FakeChat(conversations, { ...options, survey: library.survey, hasModel });
    const settings = new FakeSettings(bus, library.survey);
    this.#library = library;
    this.#chat = chat;
    this.handlers = {
      ...library.handlers,
      ...conversations.handlers,
      ...chat.handlers,
      ...models.handlers,
      ...settings.handlers,
    };
    if (options.content === 'rich') fillWithContent(library, models, conversations);
    for (let number = 1; number <= options.minutes; number++) {
      const document = longText(200, `Minutes ${number}.txt`);
      library.documents.set(document.detail.id, document);
    }
  }

  get documents(): ReadonlyMap<string, FakeDocument> {
    return this.#library.documents;
  }

  listen(listener: (name: EventName, payload: unknown) => void): () => void {
    return this.#bus.listen(listener);
  }

  /** Tells every window an event. */
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void {
    this.#bus.emit(name, payload);
  }

  /** A running or finished answer from an offset on. */
  answer(answerId: string, offset: number, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    return this.#chat.answer(answerId, offset, signal);
  }
}
