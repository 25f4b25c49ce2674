import type { AnswerMode, CallArguments, Place } from '../../preload/contract/index.ts';
import type { Documents } from '../documents/index.ts';
import type { HandlersOf } from '../handlers.ts';
import type { ConversationTable } from '../store/conversations.ts';
import type { Store } from '../store/index.ts';
import { refuseTooLong } from './answer/refuse-too-long.ts';
import type { TurnServices } from './answer/turn.ts';
import type { Answers } from './answers.ts';
import { type Conversations, gone, initialSettings, unbegun, untitled } from './conversations.ts';
import { forecastTurn } from './forecast.ts';
import type { ReadAhead } from './read-ahead.ts';
import { titleFrom } from './title.ts';

export interface QuestionsOptions {
  store: Store;
  table: ConversationTable;
  conversations: Conversations;
  answers: Answers;
  readAhead: ReadAhead;
  documents: Documents;
  services: TurnServices;
}

/** The calls around a question: what it would become while it is typed, and that it is asked, changed, or asked again. */
export class Questions {
  readonly handlers: HandlersOf<'chat'>;
  readonly #options: QuestionsOptions;

  constructor(options: QuestionsOptions) {
    this.#options = options;
    const { table, conversations, answers, services } = options;
    this.handlers = {
      'chat.ask': async ({ conversationId, text, mode, leaveOut }) => {
        if (conversationId === null) {
          const settings = { ...initialSettings, mode: mode ?? initialSettings.mode };
          await refuseTooLong(text, settings, services);
          const begin = () => table.create(untitled, settings).id;
          return this.#ask(begin, () => null, text, mode, leaveOut);
        }
        await this.#refuse(conversationId, text);
        const newest = () => conversations.row(conversationId).activeMessageId;
        return this.#ask(() => conversationId, newest, text, mode, leaveOut);
      },
      'chat.edit': async ({ messageId, text, mode }) => {
        const { conversationId, parentId } = conversations.messageRow(messageId, 'user');
        await this.#refuse(conversationId, text);
        return this.#ask(
          () => conversationId,
          () => parentId,
          text,
          mode,
        );
      },
      'chat.again': ({ answerId, mode }) => {
        const question = table.message(conversations.messageRow(answerId, 'assistant').parentId ?? '');
        if (!question) throw gone('message');
        answers.refuseWhileWriting(question.conversationId);
        return answers.begin(question, mode);
      },
      'chat.stop': ({ answerId }) => {
        answers.stop(answerId);
        return {};
      },
      'chat.forecast': (input, { signal }) => this.#forecast(input, signal),
    };
  }

  /** Refuses what cannot be asked in a conversation, before anything is stored of it. */
  async #refuse(conversationId: string, text: string): Promise<void> {
    const { conversations, answers, services } = this.#options;
    const { settings } = conversations.row(conversationId);
    answers.refuseWhileWriting(conversationId);
    await refuseTooLong(text, settings, services);
  }

  /** @param home the conversation, which may begin with this question: then it is stored with it or not at all */
  #ask(
    home: () => string,
    parentOf: () => string | null,
    text: string,
    mode: AnswerMode | undefined,
    leaveOut?: readonly Place[],
  ) {
    const { store, table, conversations, answers } = this.#options;
    const question = store.transaction(() => {
      const conversationId = home();
      answers.refuseWhileWriting(conversationId);
      const row = conversations.row(conversationId);
      if (!row.titleIsGiven && row.title === untitled) table.rename(conversationId, titleFrom(text), false);
      const parentId = parentOf();
      return table.addMessage({ conversationId, parentId, role: 'user', text, status: null });
    });
    return answers.begin(question, mode, leaveOut);
  }

  async #forecast(
    { conversationId, text, mode, leaveOut }: CallArguments<'chat.forecast'>,
    signal: AbortSignal,
  ) {
    const { conversations, answers, readAhead, documents, services } = this.#options;
    const { settings, activeMessageId } =
      conversationId === null ? unbegun : conversations.row(conversationId);
    const isAsked = conversationId !== null && answers.isWritingIn(conversationId);
    const begin = isAsked ? () => {} : readAhead.typed(conversationId, text);
    const forecast = await forecastTurn(
      {
        question: text.trim(),
        mode: mode ?? settings.mode,
        settings,
        history: conversations.history(activeMessageId),
        attached: conversationId === null ? [] : documents.attachments(conversationId),
        leaveOut: leaveOut ?? [],
      },
      services,
      signal,
    );
    // Afterwards, so that what both need to know of the model is looked up once.
    begin();
    return forecast;
  }
}
