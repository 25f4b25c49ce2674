import { z } from 'zod';
import * as c from './conversation.ts';
import * as d from './document.ts';
import * as m from './model.ts';
import * as r from './runtime.ts';
import { settings, settingsPatch } from './settings.ts';

/** One call from the window to the program: what it takes, what it gives back. Both are checked on arrival. */
export interface CallShape {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
const nothing = z.strictObject({});
const done = z.object({});
const questionAtMost = [
  100_000,
  'A question can have 100,000 characters at most. Attach a longer text as a document.',
] as const;
const question = z
  .string()
  .trim()
  .min(1, 'Write a question first.')
  .max(...questionAtMost);
/** Passages that the model shall not be given, though they fit the question. */
const leaveOut = z.array(c.place).max(100).optional();
const range = { start: z.number().int().nonnegative(), end: z.number().int().nonnegative() };

/** Every call. To add one: add it here, then a handler in the service that owns it (see CONTRIBUTING.md). */
export const calls = {
  'conversation.list': call(
    z.strictObject({ query: z.string().max(1000).optional() }),
    z.object({ conversations: z.array(c.conversationSummary) }),
  ),
  'conversation.create': call(
    z.strictObject({ documentIds: z.array(d.documentId).optional() }),
    c.conversation,
  ),
  'conversation.get': call(z.strictObject({ id: c.conversationId }), c.conversation),
  'conversation.rename': call(
    z.strictObject({ id: c.conversationId, title: z.string().trim().min(1).max(200) }),
    done,
  ),
  'conversation.remove': call(z.strictObject({ id: c.conversationId }), done),
  /** Makes the branch that holds this message the active one. */
  'conversation.showBranch': call(
    z.strictObject({ id: c.conversationId, messageId: c.messageId }),
    c.conversation,
  ),
  'conversation.configure': call(
    z.strictObject({ id: c.conversationId, settings: c.conversationSettings.partial() }),
    c.conversation,
  ),
  'conversation.attach': call(
    z.strictObject({ id: c.conversationId, documentIds: z.array(d.documentId).min(1) }),
    c.conversation,
  ),
  'conversation.detach': call(
    z.strictObject({ id: c.conversationId, documentId: d.documentId }),
    c.conversation,
  ),

  /**
   * Asks. The answer is followed with the `answer` stream; it goes on when nobody listens. A question that no context has room
   * for is refused as `too-large`, and nothing of it is stored.
   */
  'chat.ask': call(
    z.strictObject({
      /** Null: a conversation begins with this question. */
      conversationId: c.conversationId.nullable(),
      text: question,
      mode: c.answerMode.optional(),
      leaveOut,
    }),
    z.object({ conversationId: c.conversationId, questionId: c.messageId, answerId: c.messageId }),
  ),
  /** Asks a changed question beside the old one; the old branch stays. */
  'chat.edit': call(
    z.strictObject({ messageId: c.messageId, text: question, mode: c.answerMode.optional() }),
    z.object({ questionId: c.messageId, answerId: c.messageId }),
  ),
  /** Answers the same question again, beside the old answer. */
  'chat.again': call(
    z.strictObject({ answerId: c.messageId, mode: c.answerMode.optional() }),
    z.object({ questionId: c.messageId, answerId: c.messageId }),
  ),
  'chat.stop': call(z.strictObject({ answerId: c.messageId }), done),
  /** A question that is typed also has its model loaded in the background, unless reading ahead is switched off. */
  'chat.forecast': call(
    z.strictObject({
      /** Null: a conversation that has not begun. */
      conversationId: c.conversationId.nullable(),
      text: z.string().max(...questionAtMost),
      mode: c.answerMode.optional(),
      leaveOut,
    }),
    c.forecast,
  ),

  /** Starts reading. Answers at once; each document's progress comes as `document.changed` events. */
  'document.import': call(
    z.strictObject({
      sources: z.array(d.source).min(1).max(10_000),
      conversationId: c.conversationId.optional(),
    }),
    z.object({
      documents: z.array(d.documentSummary),
      /** What could not even be started, each with a sentence. */
      refused: z.array(z.object({ name: z.string(), message: z.string() })),
    }),
  ),
  /** Documents by tag, name and content: a part of the list, because a library may have many thousands. */
  'document.list': call(
    z.strictObject({
      query: z.string().max(1000).optional(),
      tag: z.string().optional(),
      /** Left out: what fits the query best comes first; without a query, the newest. */
      order: d.documentOrder.optional(),
      /** Documents to pass over, and to give at most; everything while left out. */
      from: z.number().int().nonnegative().optional(),
      limit: z.number().int().min(1).max(1000).optional(),
    }),
    z.object({
      documents: z.array(d.documentSummary),
      /** Documents of the whole list, and those of them that wait to be read or are being read. */
      total: z.number().int().nonnegative(),
      unread: z.number().int().nonnegative(),
      tags: z.array(z.string()),
      /** The best passage of each document given whose text, and not only its name, fits the query. */
      found: z.array(d.passage),
      alsoLookedFor: d.alsoLookedFor,
    }),
  ),
  'document.get': call(z.strictObject({ id: d.documentId }), d.documentDetail),
  'document.pages': call(z.strictObject({ id: d.documentId }), z.object({ pages: z.array(d.pageSummary) })),
  /** Stored text between two offsets, at most 200,000 characters, with the blocks that begin in it. */
  'document.text': call(
    z.strictObject({ id: d.documentId, ...range }),
    z.object({ ...range, text: z.string(), blocks: z.array(d.block) }),
  ),
  /** The rectangles of a stretch of text on its pages; empty for formats without pages. */
  'document.boxes': call(z.strictObject({ id: d.documentId, ...range }), z.object({ boxes: z.array(d.box) })),
  /** The offset of the first word, in reading order, that stands no higher on its page than `y` PDF points from the top. */
  'document.offsetAt': call(
    z.strictObject({ id: d.documentId, page: z.number().int().positive(), y: z.number() }),
    z.object({ offset: z.number().int().nonnegative() }),
  ),
  'document.unlock': call(
    z.strictObject({ id: d.documentId, password: z.string().max(1000) }),
    d.documentSummary,
  ),
  'document.reread': call(z.strictObject({ id: d.documentId }), d.documentSummary),
  'document.cancel': call(z.strictObject({ id: d.documentId }), done),
  'document.remove': call(z.strictObject({ id: d.documentId }), done),
  'document.describe': call(
    z.strictObject({
      id: d.documentId,
      title: z.string().trim().min(1).max(500).optional(),
      tags: z.array(z.string().trim().min(1).max(60)).max(50).optional(),
      inLibrary: z.boolean().optional(),
    }),
    d.documentSummary,
  ),
  /** Gives documents a tag beside those that they have. */
  'document.tag': call(
    z.strictObject({
      ids: z.array(d.documentId).min(1).max(1000),
      tag: z.string().trim().min(1).max(60),
    }),
    done,
  ),
  /** A bundled document to try the program with; imports it into the conversation. */
  'document.sample': call(z.strictObject({ conversationId: c.conversationId }), d.documentSummary),
  'document.why': call(
    z.strictObject({
      query: question,
      documentId: d.documentId,
      ...range,
      messageId: c.messageId.optional(),
    }),
    d.whyNot,
  ),
  'folder.list': call(nothing, z.object({ folders: z.array(d.watchedFolder) })),
  'folder.watch': call(
    z.strictObject({ path: z.string().min(1).max(32_768), tag: z.string().max(60).optional() }),
    d.watchedFolder,
  ),
  'folder.unwatch': call(z.strictObject({ id: z.string() }), done),

  'search.passages': call(
    z.strictObject({
      query: question,
      documentIds: z.array(d.documentId).optional(),
      limit: z.number().int().min(1).max(200).optional(),
      /** BTLM tokens that all passages together may have. */
      budget: z.number().int().min(16).max(100_000).optional(),
      /**
       * Where passages can be found by meaning: `soon`, the default: only if that takes no more than a moment; `wait`:
       * however long it takes; `off`: by words alone.
       */
      meaning: z.enum(['soon', 'wait', 'off']).optional(),
    }),
    z.object({
      passages: z.array(d.passage),
      ms: z.number(),
      /** Whether meaning was looked at, or words alone. */
      by: z.enum(['words', 'words-and-meaning']),
      alsoLookedFor: d.alsoLookedFor,
    }),
  ),
  'search.state': call(nothing, d.searchState),
  /** Prepares documents for search by meaning, after that was cancelled. Otherwise it begins by itself. */
  'search.prepare': call(nothing, done),

  'model.catalogue': call(nothing, z.object({ entries: z.array(m.catalogueEntry) })),
  'model.list': call(nothing, z.object({ models: z.array(m.installedModel) })),
  /** Downloads, verifies and converts. Progress is a job. */
  'model.get': call(
    z.strictObject({
      catalogueId: z.string(),
      recipe: m.recipe.optional(),
      keepOriginal: z.boolean().optional(),
    }),
    m.job,
  ),
  /** Adds a GGUF as it is, or converts a checkpoint folder (then a job comes back). */
  'model.add': call(
    z.strictObject({ sources: z.array(d.source).min(1).max(64), recipe: m.recipe.optional() }),
    z.object({ model: m.installedModel.nullable(), job: m.job.nullable() }),
  ),
  'model.remove': call(z.strictObject({ id: m.modelId }), z.object({ freedBytes: z.number() })),
  'model.discardOriginal': call(z.strictObject({ id: m.modelId }), z.object({ freedBytes: z.number() })),
  'model.rename': call(
    z.strictObject({ id: m.modelId, name: z.string().trim().min(1).max(120) }),
    m.installedModel,
  ),
  'model.setDefault': call(z.strictObject({ id: m.modelId }), done),
  'model.show': call(z.strictObject({ id: m.modelId }), done),

  'job.list': call(nothing, z.object({ jobs: z.array(m.job) })),
  'job.pause': call(z.strictObject({ id: m.jobId }), done),
  'job.resume': call(z.strictObject({ id: m.jobId }), done),
  'job.cancel': call(z.strictObject({ id: m.jobId }), done),

  'runtime.status': call(nothing, r.runtimeStatus),
  'runtime.plan': call(
    z.strictObject({ modelId: m.modelId, contextTokens: z.number().int().min(512).max(8192).optional() }),
    r.memoryPlan,
  ),
  'runtime.load': call(z.strictObject({ modelId: m.modelId.optional() }), r.runtimeStatus),
  'runtime.unload': call(nothing, r.runtimeStatus),
  'runtime.doctor': call(nothing, r.doctorReport),

  'settings.get': call(nothing, settings),
  'settings.set': call(settingsPatch, settings),

  'app.info': call(
    nothing,
    z.object({
      version: z.string(),
      shell: z.enum(['electron', 'browser']),
      platform: z.string(),
      dataDirectory: z.string(),
      /** Something the person must know about the store at start: restored from a backup, and the like. */
      notice: z.string().nullable(),
    }),
  ),
  /** Every connection that was tried, allowed or not, newest first. */
  'app.network': call(
    nothing,
    z.object({
      attempts: z.array(
        z.object({ at: z.number(), url: z.string(), allowed: z.boolean(), outcome: z.string() }),
      ),
    }),
  ),
  'app.openLink': call(z.strictObject({ url: z.url().max(4000) }), done),
} satisfies Record<string, CallShape>;

export type Calls = typeof calls;
export type CallName = keyof Calls;
/** What a caller passes; defaults may be left out. */
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>;
/** What a handler receives, after checking. */
export type CallArguments<N extends CallName> = z.output<Calls[N]['input']>;
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>;
