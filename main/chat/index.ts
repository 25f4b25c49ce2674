import type {
  ConversationSettings,
  InstalledModel,
  Sampling,
  Settings,
} from '../../preload/contract/index.ts';
import type { Documents } from '../documents/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf, StreamHandlers } from '../handlers.ts';
import type { Log } from '../log.ts';
import type { Runtime } from '../runtime/index.ts';
import { ConversationTable } from '../store/conversations.ts';
import type { Store } from '../store/index.ts';
import { SweepNoteTable } from '../store/sweep-notes.ts';
import type { TurnServices } from './answer/turn.ts';
import { Answers } from './answers.ts';
import { Conversations, unbegun } from './conversations.ts';
import { Questions } from './questions.ts';
import { ReadAhead } from './read-ahead.ts';
import { slotsOf } from './slots.ts';
import { Sweeps } from './sweep/index.ts';

export { slotsOf } from './slots.ts';

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

/** Builds the chat service on the others. */
export function createChat(options: ChatOptions): Chat {
  const { store, events, log, documents, runtime, models } = options;
  const table = new ConversationTable(store);
  const notes = new SweepNoteTable(store);
  const modelFor = ({ modelId }: ConversationSettings): InstalledModel | null =>
    (modelId ? models.byId(modelId) : null) ?? models.defaultModel();
  const samplingFor = ({ sampling }: ConversationSettings): Sampling =>
    ({ ...options.settings().sampling, ...sampling }) as Sampling;
  const sweeps = new Sweeps({ documents, runtime, notes, log });
  const services: TurnServices = { documents, runtime, log, modelFor, samplingFor, sweeps };

  const conversations: Conversations = new Conversations({
    table,
    documents,
    events,
    isAnswering: (id) => answers.isWritingIn(id),
    stopAnswering: (id) => answers.endIn(id),
    onShown: (id) => readAhead.show(id),
    unwritten: (id) => answers.unwritten(id),
  });
  const readAhead = new ReadAhead({
    documents,
    runtime,
    modelFor,
    samplingFor,
    log,
    isWanted: () => options.settings().readAhead,
    tell: (state) => events.emit('conversation.readAhead', state),
    conversation: (id) => {
      const row = id === null ? unbegun : table.get(id);
      return row && { settings: row.settings, history: conversations.history(row.activeMessageId) };
    },
  });
  const answers = new Answers({
    store,
    table,
    conversations,
    services,
    log,
    onBegun: (settings) => readAhead.asked(settings),
  });
  const questions = new Questions({ store, table, conversations, answers, readAhead, documents, services });

  const stopListening = events.listen((name, payload) => {
    if (name === 'document.removed') {
      const { id } = payload as { id: string };
      table.forgetDocument(id);
      notes.forgetDocument(id);
    }
    if (name === 'conversation.changed') {
      const { id, removed } = payload as { id: string; removed: boolean };
      if (removed) runtime.forgetSlots(slotsOf(id));
    }
    // What is attached or read, which model answers: each may change what the next question begins with.
    const changes = ['document.removed', 'conversation.changed', 'model.changed', 'settings.changed'];
    const isRead = name === 'document.changed' && (payload as { status: string }).status === 'ready';
    if (isRead || changes.includes(name)) readAhead.refresh();
  });

  return {
    handlers: { ...conversations.handlers, ...questions.handlers },
    streams: { answer: ({ answerId, offset }, { signal }) => answers.follow(answerId, offset, signal) },
    close: async () => {
      stopListening();
      readAhead.close();
      await answers.close();
    },
  };
}
