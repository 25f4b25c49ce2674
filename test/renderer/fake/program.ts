import {
  type AnswerEvent,
  type AnswerMode,
  BitternError,
  type CallArguments,
  type CallName,
  type CallOutput,
  type Conversation,
  type ConversationSummary,
  type DocumentSummary,
  type EventName,
  type EventPayload,
  type InstalledModel,
  type Job,
  type MemoryPlan,
  type Message,
  type RuntimeStatus,
  settings as settingsSchema,
  type WatchedFolder,
} from '../../../preload/contract/index.ts';
import { ledgerOf, recordOf, surveyPassages, writtenAnswer } from './answers.ts';
import { catalogue } from './catalogue.ts';
import { type FakeDocument, longText, reedbedReport, unreadable } from './documents.ts';

/** Every call of the contract, answered from memory. */
export type FakeHandlers = {
  [N in CallName]: (input: CallArguments<N>) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** How the fake behaves. */
export interface FakeOptions {
  /** Begin with conversations, documents and a model, or with nothing. */
  content: 'rich' | 'empty';
  /** Milliseconds between two tokens. */
  tokenMs: number;
  /** Milliseconds that reading the prompt takes. */
  prefillMs: number;
}

interface Running {
  message: Message;
  events: AnswerEvent[];
  listeners: Set<() => void>;
  stop: () => void;
}

/**
 * A program that keeps the contract and nothing else: everything is canned or kept in memory, time is simulated. It
 * exists so that the window can be looked at, and driven, in states that are hard to bring about for real.
 */
export class FakeProgram {
  readonly options: FakeOptions;
  readonly documents = new Map<string, FakeDocument>();
  readonly conversations = new Map<string, { conversation: Conversation; all: Map<string, Message> }>();
  readonly jobs: Job[] = [];
  readonly uploads = new Map<string, { name: string; bytes: number }>();
  readonly #running = new Map<string, Running>();
  readonly #listeners = new Set<(name: EventName, payload: unknown) => void>();
  #models: InstalledModel[] = [];
  #settings = settingsSchema.parse({});
  #folders: WatchedFolder[] = [];
  #nextId = 1;
  readonly survey = reedbedReport();

  constructor(options: Partial<FakeOptions> = {}) {
    this.options = { content: 'rich', tokenMs: 25, prefillMs: 1500, ...options };
    if (this.options.content === 'rich') this.#fill();
  }

  listen(listener: (name: EventName, payload: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  /** Changes a document and tells every window. */
  changeDocument(id: string, change: Partial<DocumentSummary>): DocumentSummary {
    const document = this.#document(id);
    document.detail = { ...document.detail, ...change };
    this.emit('document.changed', summaryOf(document));
    return summaryOf(document);
  }

  /** A running or finished answer from an offset on. */
  async *answer(answerId: string, offset: number, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const running = this.#running.get(answerId);
    const stored = this.#message(answerId);
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

  readonly handlers: FakeHandlers = {
    'conversation.list': ({ query }) => ({
      conversations: [...this.conversations.values()]
        .map(({ conversation }) => this.#summary(conversation, query ?? ''))
        .filter((summary): summary is ConversationSummary => summary !== null)
        .sort((a, b) => b.updatedAt - a.updatedAt),
    }),
    'conversation.create': ({ documentIds }) => this.#create('New conversation', documentIds ?? []),
    'conversation.get': ({ id }) => this.#conversation(id),
    'conversation.rename': ({ id, title }) => {
      this.#change(id, { title });
      return {};
    },
    'conversation.remove': ({ id }) => {
      this.conversations.delete(id);
      this.emit('conversation.changed', { id, removed: true });
      return {};
    },
    'conversation.showBranch': ({ id, messageId }) => {
      const { all } = this.conversations.get(id)!;
      this.#change(id, { messages: branchThrough(all, messageId) });
      return this.#conversation(id);
    },
    'conversation.configure': ({ id, settings }) => {
      const before = this.#conversation(id).settings;
      const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
      this.#change(id, { settings: { ...before, ...given } });
      return this.#conversation(id);
    },
    'conversation.attach': ({ id, documentIds }) => {
      this.#attach(id, documentIds);
      return this.#conversation(id);
    },
    'conversation.detach': ({ id, documentId }) => {
      const { documents } = this.#conversation(id);
      this.#change(id, { documents: documents.filter((document) => document.id !== documentId) });
      return this.#conversation(id);
    },
    'chat.ask': ({ conversationId, text, mode }) =>
      this.#ask(conversationId, this.#conversation(conversationId).messages.at(-1)?.id ?? null, text, mode),
    'chat.edit': ({ messageId, text, mode }) => {
      const message = this.#message(messageId);
      return this.#ask(this.#home(messageId), message.parentId, text, mode);
    },
    'chat.again': ({ answerId, mode }) => {
      const answer = this.#message(answerId);
      return {
        questionId: answer.parentId!,
        answerId: this.#answer(this.#home(answerId), answer.parentId!, mode),
      };
    },
    'chat.stop': ({ answerId }) => {
      this.#running.get(answerId)?.stop();
      return {};
    },
    'chat.forecast': ({ conversationId, text, mode, leaveOut = [] }) => {
      const documents = conversationId === null ? 0 : this.#conversation(conversationId).documents.length;
      const ledger = ledgerOf(surveyPassages(this.survey)).map((entry) =>
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
    'document.import': ({ sources, conversationId }) => {
      const refused: { name: string; message: string }[] = [];
      const documents: DocumentSummary[] = [];
      for (const source of sources) {
        const name = source.kind === 'path' ? source.path.split('/').at(-1)! : source.name;
        if (name.endsWith('.zip')) {
          refused.push({ name, message: `“${name}” is an archive. Unpack it and drop the files in it.` });
          continue;
        }
        documents.push(this.#import(name, conversationId === undefined));
      }
      if (conversationId)
        this.#attach(
          conversationId,
          documents.map(({ id }) => id),
        );
      return { documents, refused };
    },
    'document.list': ({ query, tag }) => ({
      documents: [...this.documents.values()]
        .filter(({ detail, text }) =>
          `${detail.fileName}\n${text}`.toLowerCase().includes((query ?? '').toLowerCase()),
        )
        .filter(({ detail }) => !tag || detail.tags.includes(tag))
        .map(summaryOf),
      tags: [...new Set([...this.documents.values()].flatMap(({ detail }) => detail.tags))].sort(),
      found: query && /reed|bittern/i.test(query) ? surveyPassages(this.survey).slice(0, 1) : [],
      alsoLookedFor: [],
    }),
    'document.get': ({ id }) => this.#document(id).detail,
    'document.pages': ({ id }) => ({ pages: this.#document(id).pages }),
    'document.text': ({ id, start, end }) => {
      const { text, blocks } = this.#document(id);
      return {
        start,
        end,
        text: text.slice(start, end),
        blocks: blocks.filter((block) => block.start >= start && block.start < end),
      };
    },
    'document.boxes': ({ id, start, end }) => ({ boxes: this.#document(id).boxes(start, end) }),
    'document.unlock': ({ id, password }) => {
      if (password !== 'reed')
        throw new BitternError('needs-password', 'This is not its password. Try again.');
      return this.changeDocument(id, { status: 'ready', error: null, pages: 3, words: 900 });
    },
    'document.reread': ({ id }) => {
      this.#read(id);
      return summaryOf(this.#document(id));
    },
    'document.cancel': ({ id }) => {
      this.changeDocument(id, { status: 'failed', error: 'Reading was stopped.', progress: null });
      return {};
    },
    'document.remove': ({ id }) => {
      this.documents.delete(id);
      this.emit('document.removed', { id });
      return {};
    },
    'document.describe': ({ id, title, tags, inLibrary }) =>
      this.changeDocument(id, {
        ...(title === undefined ? {} : { title }),
        ...(tags === undefined ? {} : { tags }),
        ...(inLibrary === undefined ? {} : { inLibrary }),
      }),
    'document.sample': ({ conversationId }) => {
      this.documents.set(this.survey.detail.id, this.survey);
      this.#attach(conversationId, [this.survey.detail.id]);
      return summaryOf(this.survey);
    },
    'document.why': ({ query, start, end }) => ({
      chunks: [
        {
          start,
          end,
          page: 2,
          wordRank: 14,
          vectorRank: null,
          fusedRank: 14,
          matchedTerms: query.split(/\s+/).slice(0, 2),
          missingTerms: query.split(/\s+/).slice(2, 4),
          included: false,
          reason: 'It is the 14th of the passages found; the budget was full after the 9th.',
        },
      ],
    }),
    'folder.list': () => ({ folders: this.#folders }),
    'folder.watch': ({ path, tag }) => {
      if (!path.startsWith('/')) throw new BitternError('not-found', `There is no folder “${path}”.`);
      const folder = { id: this.#id('fld'), path, tag: tag ?? null, files: 12, error: null };
      this.#folders = [...this.#folders, folder];
      this.emit('folder.changed', {});
      return folder;
    },
    'folder.unwatch': ({ id }) => {
      this.#folders = this.#folders.filter((folder) => folder.id !== id);
      this.emit('folder.changed', {});
      return {};
    },
    'search.passages': () => ({
      passages: surveyPassages(this.survey),
      ms: 3,
      by: 'words',
      alsoLookedFor: [],
    }),
    'search.state': () => ({
      modelId: null,
      modelName: null,
      problem: null,
      chunks: 0,
      embedded: 0,
      jobId: null,
    }),
    'search.prepare': () => ({}),
    'model.catalogue': () => ({ entries: catalogue(this.#models, this.jobs) }),
    'model.list': () => ({ models: this.#models }),
    'model.get': ({ catalogueId }) => this.#download(catalogueId),
    'model.add': ({ sources }) => {
      const [source] = sources;
      const name = source?.kind === 'path' ? source.path : (source?.name ?? '');
      if (!name.endsWith('.gguf'))
        throw new BitternError('unreadable', `“${name}” is not a BTLM model: it has no GGUF header.`);
      const model = this.#install(name.split('/').at(-1)!.replace('.gguf', ''), false);
      return { model, job: null };
    },
    'model.remove': ({ id }) => {
      const freedBytes = this.#models.find((model) => model.id === id)?.bytes ?? 0;
      this.#models = this.#models.filter((model) => model.id !== id);
      this.emit('model.changed', {});
      return { freedBytes };
    },
    'model.discardOriginal': ({ id }) => {
      this.#models = this.#models.map((model) => (model.id === id ? { ...model, originalBytes: 0 } : model));
      this.emit('model.changed', {});
      return { freedBytes: 5.3e9 };
    },
    'model.rename': ({ id, name }) => {
      this.#models = this.#models.map((model) => (model.id === id ? { ...model, name } : model));
      this.emit('model.changed', {});
      return this.#models.find((model) => model.id === id)!;
    },
    'model.setDefault': ({ id }) => {
      this.#models = this.#models.map((model) => ({ ...model, isDefault: model.id === id }));
      this.emit('model.changed', {});
      return {};
    },
    'model.show': () => ({}),
    'job.list': () => ({ jobs: this.jobs }),
    'job.pause': ({ id }) => this.#changeJob(id, { state: 'paused' }),
    'job.resume': ({ id }) => this.#changeJob(id, { state: 'running', error: null }),
    'job.cancel': ({ id }) => this.#changeJob(id, { state: 'cancelled' }),
    'runtime.status': () => this.#status(),
    'runtime.plan': ({ contextTokens }) => planFor(contextTokens ?? 8192),
    'runtime.load': () => this.#status(),
    'runtime.unload': () => ({ ...this.#status(), state: 'stopped', modelId: null, residentBytes: null }),
    'runtime.doctor': () => ({
      findings: [
        { subject: 'Processor', ok: true, text: '8 physical cores with AVX-512: 4-bit models run fast.' },
        {
          subject: 'Memory',
          ok: true,
          text: '15.6 GB, of which 9.2 GB are free: room for 8,192 tokens of context.',
        },
        {
          subject: 'Graphics card',
          ok: false,
          text: 'None that llama.cpp can use. Answers are made by the processor.',
        },
      ],
    }),
    'settings.get': () => this.#settings,
    'settings.set': (patch) => {
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      this.#settings = { ...this.#settings, ...given };
      this.emit('settings.changed', this.#settings);
      return this.#settings;
    },
    'app.info': () => ({
      version: '0.1.0',
      shell: 'browser',
      platform: 'linux',
      dataDirectory: '/home/ada/.local/share/Bittern',
      notice: null,
    }),
    'app.network': () => ({
      attempts: [
        {
          at: Date.UTC(2026, 10, 1, 10, 2),
          url: 'https://huggingface.co/api/models/cerebras/btlm-3b-8k-chat',
          allowed: true,
          outcome: '200, 3.1 kB',
        },
        {
          at: Date.UTC(2026, 10, 1, 9, 58),
          url: 'https://huggingface.co/api/models/cerebras/btlm-3b-8k-chat',
          allowed: false,
          outcome: 'Bittern is set to stay offline.',
        },
      ],
    }),
    'app.openLink': () => ({}),
  };

  #fill(): void {
    const diary = longText(400_000);
    for (const document of [
      this.survey,
      diary,
      unreadable('Contract (signed).pdf', {
        status: 'needs-password',
        error: 'This PDF is locked. Write its password to read it.',
      }),
      unreadable('holiday.pdf', {
        status: 'failed',
        error: '“holiday.pdf” is not a PDF: it begins like a JPEG picture. Rename it, or export it as a PDF.',
      }),
    ])
      this.documents.set(document.detail.id, document);
    this.survey.detail = {
      ...this.survey.detail,
      emptyPages: 0,
      doubtfulPages: 1,
      notes: [
        {
          level: 'warning',
          text: 'One page is a picture without text. Its words cannot be found.',
          pages: [4],
        },
        {
          level: 'info',
          text: 'The line “Survey report” stands on every page and was left out as a header.',
        },
      ],
    };
    this.survey.pages[3] = { ...this.survey.pages[3]!, kind: 'suspicious' };
    this.#install('BTLM-3B-8K chat', true);
    const titles = [
      'Fish passes at the northern sluices',
      'Reed cutting plan, winter 2026',
      'Minutes of the board',
    ];
    for (const title of titles) this.#create(title, []);
    const shown = this.#create('How did the bitterns fare?', [this.survey.detail.id]);
    const { all } = this.conversations.get(shown.id)!;
    const question = this.#put(
      shown.id,
      null,
      'user',
      'How did the number of booming males change, and why?',
    );
    const first = this.#put(shown.id, question.id, 'assistant', 'They became more.');
    Object.assign(first, { status: 'stopped', answer: null });
    const answer = this.#put(shown.id, question.id, 'assistant', writtenAnswer);
    Object.assign(answer, {
      status: 'done',
      answer: recordOf('model', 'passages', surveyPassages(this.survey)),
    });
    for (const message of [first, answer]) message.siblings = [first.id, answer.id];
    this.#change(shown.id, { messages: branchThrough(all, answer.id) });
  }

  #install(name: string, isDefault: boolean): InstalledModel {
    const model: InstalledModel = {
      id: this.#id('mdl'),
      name,
      kind: 'chat',
      path: `/home/ada/.local/share/Bittern/models/${name}.gguf`,
      bytes: 1.64e9,
      recipe: 'IQ4_NL',
      hash: 'c'.repeat(64),
      contextTokens: 8192,
      parameters: 2.65e9,
      isDefault,
      addedAt: Date.UTC(2026, 9, 3),
      problem: null,
      origin: isDefault ? `cerebras/btlm-3b-8k-chat@${'0123456789'.repeat(4)}` : null,
      originalBytes: isDefault ? 5.3e9 : 0,
      owned: true,
    };
    this.#models = [...this.#models, model];
    this.emit('model.changed', {});
    return model;
  }

  #download(catalogueId: string): Job {
    const total = 5.29e9;
    const job: Job = {
      id: this.#id('job'),
      kind: 'download',
      title: `Get ${catalogueId}`,
      step: 'Downloading pytorch_model-00001-of-00002.bin',
      state: 'running',
      progress: { done: 0, total, unit: 'bytes', rate: 41e6, secondsLeft: 129 },
      error: null,
      canPause: true,
      subject: catalogueId,
      createdAt: Date.now(),
    };
    this.jobs.unshift(job);
    this.emit('job.changed', job);
    this.emit('model.changed', {});
    const timer = setInterval(() => {
      if (job.state === 'cancelled' || job.state === 'done') return clearInterval(timer);
      if (job.state !== 'running') return;
      const done = Math.min(total, job.progress!.done + 2.05e7);
      job.progress = { done, total, unit: 'bytes', rate: 41e6, secondsLeft: (total - done) / 41e6 };
      this.emit('job.changed', { ...job });
    }, 500);
    timer.unref();
    return job;
  }

  #changeJob(id: string, change: Partial<Job>): Record<string, never> {
    const job = this.jobs.find((candidate) => candidate.id === id);
    if (job) this.emit('job.changed', Object.assign(job, change));
    return {};
  }

  #status(): RuntimeStatus {
    const model = this.#models.find(({ isDefault }) => isDefault) ?? this.#models[0];
    return {
      state: model ? (this.#running.size > 0 ? 'busy' : 'ready') : 'stopped',
      modelId: model?.id ?? null,
      modelName: model?.name ?? null,
      backend: model ? 'cpu' : null,
      plan: model ? planFor(8192) : null,
      problem: null,
      residentBytes: model ? 4.28e9 : null,
    };
  }

  #import(name: string, inLibrary: boolean): DocumentSummary {
    const document = longText(60_000, name);
    document.detail = { ...document.detail, inLibrary, addedAt: Date.now() };
    this.documents.set(document.detail.id, document);
    this.#read(document.detail.id);
    return summaryOf(document);
  }

  /** Reads a document for as long as a large one takes, so that its progress can be seen. */
  #read(id: string): void {
    const total = 40;
    let done = 0;
    this.changeDocument(id, {
      status: 'reading',
      error: null,
      progress: { done, total, unit: 'pages', rate: null, secondsLeft: null },
    });
    const timer = setInterval(() => {
      done += 4;
      if (!this.documents.has(id)) return clearInterval(timer);
      if (done < total)
        this.changeDocument(id, {
          progress: { done, total, unit: 'pages', rate: 40, secondsLeft: (total - done) / 40 },
        });
      else {
        clearInterval(timer);
        this.changeDocument(id, { status: 'ready', progress: null });
      }
    }, 100);
  }

  #create(title: string, documentIds: string[]): Conversation {
    const id = this.#id('cnv');
    const now = Date.now() - (this.conversations.size === 0 ? 9e8 : 0) + this.conversations.size;
    const conversation: Conversation = {
      id,
      title,
      createdAt: now,
      updatedAt: now,
      settings: { mode: 'auto', modelId: null, systemPrompt: null, sampling: {} },
      messages: [],
      documents: documentIds.map((documentId) => summaryOf(this.#document(documentId))),
    };
    this.conversations.set(id, { conversation, all: new Map() });
    this.emit('conversation.changed', { id, removed: false });
    return conversation;
  }

  #put(conversationId: string, parentId: string | null, role: Message['role'], text: string): Message {
    const { all } = this.conversations.get(conversationId)!;
    const siblings = [...all.values()].filter((other) => other.parentId === parentId && other.role === role);
    const message: Message = {
      id: this.#id('msg'),
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

  #ask(conversationId: string, parentId: string | null, text: string, mode: AnswerMode | undefined) {
    const question = this.#put(conversationId, parentId, 'user', text);
    const conversation = this.#conversation(conversationId);
    if (conversation.messages.length === 0) this.#change(conversationId, { title: text.slice(0, 60) });
    return { questionId: question.id, answerId: this.#answer(conversationId, question.id, mode) };
  }

  #answer(conversationId: string, questionId: string, asked: AnswerMode | undefined): string {
    const hasModel = this.#models.length > 0;
    const mode = asked && asked !== 'auto' ? asked : 'passages';
    const message = this.#put(conversationId, questionId, 'assistant', '');
    const { all } = this.conversations.get(conversationId)!;
    const running: Running = { message, events: [], listeners: new Set(), stop: () => {} };
    this.#running.set(message.id, running);
    this.#change(conversationId, { messages: branchThrough(all, message.id) });
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
    const passages = surveyPassages(this.survey);
    send({ type: 'phase', phase: 'retrieving', progress: null });
    await pause(80);
    send({ type: 'passages', mode, passages });
    if (hasModel) {
      const total = 1893;
      for (let step = 0; step <= 10 && !stopped; step++) {
        const done = Math.round((total * step) / 10);
        const secondsLeft = (this.options.prefillMs / 1000) * (1 - step / 10);
        send({
          type: 'phase',
          phase: 'prefill',
          progress: { done, total, unit: 'tokens', rate: 96, secondsLeft },
        });
        await pause(this.options.prefillMs / 10);
      }
      for (const token of writtenAnswer.match(/\s*\S{1,7}/g) ?? []) {
        if (stopped) break;
        send({ type: 'text', offset: message.text.length, text: token });
        message.text += token;
        await pause(this.options.tokenMs);
      }
    }
    const record = recordOf(hasModel ? 'model' : 'passages', mode, passages);
    const whole = message.text.length === writtenAnswer.length;
    Object.assign(message, {
      status: stopped ? 'stopped' : 'done',
      answer: hasModel && !whole ? { ...record, citations: [], unsupported: [], endedBy: null } : record,
    });
    this.#running.delete(message.id);
    this.#change(conversationId, {});
    send({ type: 'done', message: structuredClone(message) });
  }

  #attach(conversationId: string, documentIds: readonly string[]): void {
    const { documents } = this.#conversation(conversationId);
    const known = new Set(documents.map(({ id }) => id));
    const added = documentIds.filter((id) => !known.has(id)).map((id) => summaryOf(this.#document(id)));
    this.#change(conversationId, { documents: [...documents, ...added] });
  }

  #conversation(id: string): Conversation {
    const entry = this.conversations.get(id);
    if (!entry) throw new BitternError('not-found', 'This conversation is not there any more.');
    const { conversation } = entry;
    const documents = conversation.documents.flatMap((document) => {
      const now = this.documents.get(document.id);
      return now ? [summaryOf(now)] : [];
    });
    return structuredClone({ ...conversation, documents });
  }

  #change(id: string, change: Partial<Conversation>): void {
    const entry = this.conversations.get(id);
    if (!entry) return;
    entry.conversation = { ...entry.conversation, ...change, updatedAt: Date.now() };
    this.emit('conversation.changed', { id, removed: false });
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

  #document(id: string): FakeDocument {
    const document = this.documents.get(id);
    if (!document) throw new BitternError('not-found', 'This document is not there any more.');
    return document;
  }

  #home(messageId: string): string {
    const entry = [...this.conversations].find(([, { all }]) => all.has(messageId));
    if (!entry) throw new BitternError('not-found', 'This message is not there any more.');
    return entry[0];
  }

  #message(id: string): Message {
    return this.conversations.get(this.#home(id))!.all.get(id)!;
  }

  #id(prefix: string): string {
    return `${prefix}_${String(this.#nextId++).padStart(12, '0')}`;
  }
}

function summaryOf({ detail }: FakeDocument): DocumentSummary {
  const { path: _path, hash: _hash, notes: _notes, usedBy: _usedBy, ...summary } = detail;
  return summary;
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

function planFor(contextTokens: number): MemoryPlan {
  const of = (context: number) => 1.64e9 + context * 327_680 + 0.19e9;
  return {
    contextTokens,
    weights: 1.64e9,
    kvCache: contextTokens * 327_680,
    scratch: 0.19e9,
    total: of(contextTokens),
    available: 9.2e9,
    fits: true,
    reason: `${contextTokens.toLocaleString('en')} tokens: the most that BTLM knows, and there is room for it.`,
    choices: [2048, 3584, 4096, 6144, 8192].map((context) => ({
      contextTokens: context,
      total: of(context),
      fits: true,
    })),
  };
}
