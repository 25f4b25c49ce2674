import {
  type AnswerEvent,
  type AnswerMode,
  BitternError,
  type Message,
} from '../../../preload/contract/index.ts';
import { ledgerOf, recordOf, surveyPassages, writtenAnswer } from './answers.ts';
import type { HandlersOf } from './bus.ts';
import type { FakeConversations } from './conversations.ts';
import type { FakeDocument } from './documents.ts';

interface Running {
  message: Message;
  events: AnswerEvent[];
  listeners: Set<() => void>;
  stop: () => void;
}

/** Answers: every question gets the same one, in simulated time. */
export class FakeChat {
  readonly #running = new Map<string, Running>();
  readonly #conversations: FakeConversations;
  readonly #options: { survey: FakeDocument; hasModel(): boolean; tokenMs: number; prefillMs: number };

  constructor(
    conversations: FakeConversations,
    options: { survey: FakeDocument; hasModel(): boolean; tokenMs: number; prefillMs: number },
  ) {
    this.#conversations = conversations;
    this.#options = options;
  }

  get isAnswering(): boolean {
    return this.#running.size > 0;
  }

  readonly handlers: HandlersOf<'chat'> = {
    'chat.ask': ({ conversationId: asked, text, mode }) => {
      if (text.length > 32_000)
        throw new BitternError(
          'too-large',
          'This does not fit: the question needs more tokens than are free.',
        );
      const conversationId = asked ?? this.#conversations.create('New conversation', []).id;
      const parentId = this.#conversations.get(conversationId).messages.at(-1)?.id ?? null;
      return { conversationId, ...this.#ask(conversationId, parentId, text, mode) };
    },
    'chat.edit': ({ messageId, text, mode }) => {
      const message = this.#conversations.message(messageId);
      return this.#ask(this.#conversations.home(messageId), message.parentId, text, mode);
    },
    'chat.again': ({ answerId, mode }) => {
      const answer = this.#conversations.message(answerId);
      return {
        questionId: answer.parentId!,
        answerId: this.#answer(this.#conversations.home(answerId), answer.parentId!, mode),
      };
    },
    'chat.stop': ({ answerId }) => {
      this.#running.get(answerId)?.stop();
      return {};
    },
    'chat.forecast': ({ conversationId, text, mode, leaveOut = [] }) => {
      const documents =
        conversationId === null ? 0 : this.#conversations.get(conversationId).documents.length;
      const ledger = ledgerOf(surveyPassages(this.#options.survey)).map((entry) =>
        leaveOut.some(({ start }) => entry.part === 'passage' && start === entry.start)
          ? { ...entry, included: false, reason: 'You left it out.' }
          : entry,
      );
      const promptTokens = 736 + Math.ceil(text.length / 4) + documents * 1150 - leaveOut.length * 300;
      return {
        mode: mode === undefined || mode === 'auto' ? (documents > 0 ? 'passages' : 'none') : mode,
        contextTokens: 8192,
        promptTokens,
        reusedTokens: 640,
        secondsToFirstToken: (promptTokens - 640) / 96,
        quicker: null,
        ledger,
      };
    },
  };

  /** A running or finished answer from an offset on. */
  async *answer(answerId: string, offset: number, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const running = this.#running.get(answerId);
    const stored = this.#conversations.message(answerId);
    if (!running) {
      if (offset < stored.text.length) yield { type: 'text', offset, text: stored.text.slice(offset) };
      yield { type: 'done', message: stored };
      return;
    }
    let sent = 0;
    while (!signal.aborted) {
      const event = running.events[sent];
      if (!event) {
        await new Promise<void>((resolve) => {
          running.listeners.add(resolve);
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        continue;
      }
      sent += 1;
      if (event.type === 'text' && event.offset + event.text.length <= offset) continue;
      yield event;
      if (event.type === 'done') return;
    }
  }

  #ask(conversationId: string, parentId: string | null, text: string, mode: AnswerMode | undefined) {
    const question = this.#conversations.put(conversationId, parentId, 'user', text);
    const conversation = this.#conversations.get(conversationId);
    if (conversation.messages.length === 0)
      this.#conversations.change(conversationId, { title: text.slice(0, 60) });
    return { questionId: question.id, answerId: this.#answer(conversationId, question.id, mode) };
  }

  #answer(conversationId: string, questionId: string, asked: AnswerMode | undefined): string {
    const hasModel = this.#options.hasModel();
    const mode = asked && asked !== 'auto' ? asked : 'passages';
    const message = this.#conversations.put(conversationId, questionId, 'assistant', '');
    const running: Running = { message, events: [], listeners: new Set(), stop: () => {} };
    this.#running.set(message.id, running);
    this.#conversations.showBranch(conversationId, message.id);
    void this.#write(conversationId, running, hasModel, mode);
    return message.id;
  }

  async #write(conversationId: string, running: Running, hasModel: boolean, mode: AnswerMode): Promise<void> {
    const { message } = running;
    let stopped = false;
    running.stop = () => {
      stopped = true;
    };
    const send = (event: AnswerEvent) => {
      running.events.push(event);
      for (const wake of [...running.listeners]) wake();
      running.listeners.clear();
    };
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const passages = surveyPassages(this.#options.survey);
    send({ type: 'phase', phase: 'retrieving', progress: null });
    await pause(80);
    send({ type: 'passages', mode, passages });
    if (hasModel) {
      const total = 1893;
      for (let step = 0; step <= 10 && !stopped; step++) {
        const done = Math.round((total * step) / 10);
        const secondsLeft = (this.#options.prefillMs / 1000) * (1 - step / 10);
        send({
          type: 'phase',
          phase: 'prefill',
          progress: { done, total, unit: 'tokens', rate: 96, secondsLeft },
        });
        await pause(this.#options.prefillMs / 10);
      }
      for (const token of writtenAnswer.match(/\s*\S{1,7}/g) ?? []) {
        if (stopped) break;
        send({ type: 'text', offset: message.text.length, text: token });
        message.text += token;
        await pause(this.#options.tokenMs);
      }
    }
    const record = recordOf(hasModel ? 'model' : 'passages', mode, passages);
    const whole = message.text.length === writtenAnswer.length;
    Object.assign(message, {
      status: stopped ? 'stopped' : 'done',
      answer: hasModel && !whole ? { ...record, citations: [], unsupported: [], endedBy: null } : record,
    });
    this.#running.delete(message.id);
    this.#conversations.change(conversationId, {});
    send({ type: 'done', message: structuredClone(message) });
  }
}
