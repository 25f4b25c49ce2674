import type {
  AnswerRecord,
  AnswerStatus,
  Citation,
  ConversationSettings,
  Passage,
} from '../../preload/contract/index.ts';
import { newIdentifier } from '../identifiers.ts';
import type { Store } from './index.ts';

/** A conversation as stored. Times are milliseconds since 1970. */
export interface ConversationRow {
  id: string;
  title: string;
  /** The person named it, so the first question no longer does. */
  titleIsGiven: boolean;
  settings: ConversationSettings;
  /** The last message of the branch that is shown. */
  activeMessageId: string | null;
  createdAt: number;
  updatedAt: number;
}

/** A message as stored; `answer` is null for questions and for answers still being written. */
export interface MessageRow {
  id: string;
  conversationId: string;
  parentId: string | null;
  role: 'user' | 'assistant';
  text: string;
  status: AnswerStatus | null;
  error: string | null;
  createdAt: number;
}

export interface FoundConversation {
  id: string;
  title: string;
  preview: string;
  updatedAt: number;
  documents: number;
}

type Row = Record<string, unknown>;

function conversationOf(row: Row): ConversationRow {
  return {
    id: row.id as string,
    title: row.title as string,
    titleIsGiven: row.title_is_given === 1,
    settings: JSON.parse(row.settings as string) as ConversationSettings,
    activeMessageId: row.active_message_id as string | null,
    createdAt: row.created_at as number,
    updatedAt: row.updated_at as number,
  };
}

function messageOf(row: Row): MessageRow {
  return {
    id: row.id as string,
    conversationId: row.conversation_id as string,
    parentId: row.parent_id as string | null,
    role: row.role as 'user' | 'assistant',
    text: row.text as string,
    status: row.status as AnswerStatus | null,
    error: row.error as string | null,
    createdAt: row.created_at as number,
  };
}

/** A full-text query that finds every word of what a person typed, the last one by its beginning. Null when there is no word. */
function searchExpression(typed: string): string | null {
  const words = typed.match(/[\p{L}\p{N}]+/gu);
  if (!words) return null;
  return words.map((word, index) => (index === words.length - 1 ? `"${word}"*` : `"${word}"`)).join(' ');
}

/** Conversations and their messages. */
export class ConversationTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  create(title: string, settings: ConversationSettings, now = Date.now()): ConversationRow {
    const id = newIdentifier('cnv');
    this.#store
      .prepare(
        'INSERT INTO conversation (id, title, settings, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
      )
      .run(id, title, JSON.stringify(settings), now, now);
    return this.get(id)!;
  }

  get(id: string): ConversationRow | undefined {
    const row = this.#store.prepare('SELECT * FROM conversation WHERE id = ?').get(id) as Row | undefined;
    return row && conversationOf(row);
  }

  /** Newest first. With a query: those whose title or messages hold its words, with the place found as preview. */
  list(query = ''): FoundConversation[] {
    if (!query.trim()) {
      return this.#store
        .prepare(
          `SELECT c.id, c.title, c.updated_at AS updatedAt,
             coalesce((SELECT substr(m.text, 1, 160) FROM message m WHERE m.id = c.active_message_id), '') AS preview,
             (SELECT count(*) FROM attachment a WHERE a.conversation_id = c.id) AS documents
           FROM conversation c ORDER BY c.updated_at DESC, c.id DESC`,
        )
        .all() as FoundConversation[];
    }
    const expression = searchExpression(query);
    const titleLike = `%${query.trim().replace(/[\\%_]/g, '\\$&')}%`;
    return this.#store
      .prepare(
        // FTS5's own functions do not work under GROUP BY, so the places found come first, then the best of each conversation.
        `WITH found AS MATERIALIZED (
           SELECT m.conversation_id AS id, snippet(message_text, 0, '', '', '…', 16) AS preview, rank
           FROM message_text JOIN message m ON m.number = message_text.rowid
           WHERE @expression IS NOT NULL AND message_text MATCH coalesce(@expression, '"never matches"')
         ),
         hit AS (SELECT id, preview, min(rank) FROM found GROUP BY id)
         SELECT c.id, c.title, c.updated_at AS updatedAt, coalesce(hit.preview, '') AS preview,
           (SELECT count(*) FROM attachment a WHERE a.conversation_id = c.id) AS documents
         FROM conversation c LEFT JOIN hit ON hit.id = c.id
         WHERE hit.id IS NOT NULL OR c.title LIKE @titleLike ESCAPE '\\'
         ORDER BY c.updated_at DESC, c.id DESC`,
      )
      .all({ expression, titleLike }) as FoundConversation[];
  }

  /** Names it. `given`: by the person, so that the first question no longer renames it. */
  rename(id: string, title: string, given: boolean): void {
    this.#store
      .prepare('UPDATE conversation SET title = ?, title_is_given = ? WHERE id = ?')
      .run(title, given ? 1 : 0, id);
  }

  configure(id: string, settings: ConversationSettings): void {
    this.#store
      .prepare('UPDATE conversation SET settings = ? WHERE id = ?')
      .run(JSON.stringify(settings), id);
  }

  /** Removes it with its messages, and makes sure that their text is gone from the disk too. */
  remove(id: string): void {
    this.#store.prepare('DELETE FROM conversation WHERE id = ?').run(id);
    this.#store.forget();
  }

  /** Makes `messageId` the end of the branch that is shown. */
  show(id: string, messageId: string, now = Date.now()): void {
    this.#store
      .prepare('UPDATE conversation SET active_message_id = ?, updated_at = ? WHERE id = ?')
      .run(messageId, now, id);
  }

  addMessage(
    message: Pick<MessageRow, 'conversationId' | 'parentId' | 'role' | 'text' | 'status'>,
    now = Date.now(),
  ): MessageRow {
    const id = newIdentifier('msg');
    this.#store
      .prepare(
        'INSERT INTO message (id, conversation_id, parent_id, role, text, status, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, message.conversationId, message.parentId, message.role, message.text, message.status, now);
    return this.message(id)!;
  }

  message(id: string): MessageRow | undefined {
    const row = this.#store.prepare('SELECT * FROM message WHERE id = ?').get(id) as Row | undefined;
    return row && messageOf(row);
  }

  /** The branch that ends with a message, first message first. */
  branch(lastId: string): MessageRow[] {
    const rows = this.#store
      .prepare(
        `WITH RECURSIVE up (id, depth) AS (
           SELECT ?, 0 UNION ALL SELECT m.parent_id, up.depth + 1 FROM message m JOIN up ON m.id = up.id WHERE m.parent_id IS NOT NULL
         )
         SELECT m.* FROM up JOIN message m ON m.id = up.id ORDER BY up.depth DESC`,
      )
      .all(lastId) as Row[];
    return rows.map(messageOf);
  }

  /** Every version of a turn, oldest first: the messages with the same parent. */
  siblings(message: Pick<MessageRow, 'conversationId' | 'parentId'>): string[] {
    const rows = this.#store
      .prepare('SELECT id FROM message WHERE conversation_id = ? AND parent_id IS ? ORDER BY number')
      .all(message.conversationId, message.parentId) as { id: string }[];
    return rows.map((row) => row.id);
  }

  /** The end of the newest branch below a message; the message itself when nothing follows it. */
  newestLeaf(messageId: string): string {
    const newestChild = this.#store.prepare(
      'SELECT id FROM message WHERE parent_id = ? ORDER BY number DESC LIMIT 1',
    );
    let leaf = messageId;
    for (;;) {
      const child = newestChild.get(leaf) as { id: string } | undefined;
      if (!child) return leaf;
      leaf = child.id;
    }
  }

  /** Puts what has been written so far on the disk. */
  saveText(id: string, text: string): void {
    this.#store.prepare('UPDATE message SET text = ? WHERE id = ?').run(text, id);
  }

  /** Ends an answer: its text, how it ended, and how it came about, in one transaction. */
  finish(
    id: string,
    text: string,
    status: Exclude<AnswerStatus, 'working'>,
    error: string | null,
    record: AnswerRecord | null,
  ): void {
    this.#store.transaction(() => {
      this.#store
        .prepare('UPDATE message SET text = ?, status = ?, error = ? WHERE id = ?')
        .run(text, status, error, id);
      if (record) this.#saveRecord(id, record);
    });
  }

  #saveRecord(id: string, record: AnswerRecord): void {
    this.#store
      .prepare(
        `INSERT OR REPLACE INTO answer VALUES (@id, @by, @modelName, @modelHash, @mode, @seed, @sampling, @contextTokens,
           @promptTokens, @reusedTokens, @answerTokens, @firstTokenMs, @tokensPerSecond, @endedBy, @ledger, @passages, @unsupported, @alsoLookedFor)`,
      )
      .run({
        id,
        ...record,
        citations: undefined,
        sampling: record.sampling && JSON.stringify(record.sampling),
        ledger: JSON.stringify(record.ledger),
        passages: JSON.stringify(record.passages),
        unsupported: JSON.stringify(record.unsupported),
        alsoLookedFor: JSON.stringify(record.alsoLookedFor),
      });
    const insert = this.#store.prepare('INSERT OR REPLACE INTO citation VALUES (?, ?, ?, ?, ?, ?, ?)');
    for (const [ordinal, { start, end, number, sourceStart, sourceEnd }] of record.citations.entries())
      insert.run(id, ordinal, start, end, number, sourceStart, sourceEnd);
  }

  record(id: string): AnswerRecord | null {
    const row = this.#store.prepare('SELECT * FROM answer WHERE message_id = ?').get(id) as Row | undefined;
    if (!row) return null;
    const citations = this.#store
      .prepare(
        `SELECT start, "end", number, source_start AS sourceStart, source_end AS sourceEnd
         FROM citation WHERE message_id = ? ORDER BY ordinal`,
      )
      .all(id) as Citation[];
    return {
      by: row.made_by as AnswerRecord['by'],
      modelName: row.model_name as string | null,
      modelHash: row.model_hash as string | null,
      mode: row.mode as AnswerRecord['mode'],
      seed: row.seed as number | null,
      sampling: row.sampling === null ? null : JSON.parse(row.sampling as string),
      contextTokens: row.context_tokens as number | null,
      promptTokens: row.prompt_tokens as number | null,
      reusedTokens: row.reused_tokens as number | null,
      answerTokens: row.answer_tokens as number | null,
      firstTokenMs: row.first_token_ms as number | null,
      tokensPerSecond: row.tokens_per_second as number | null,
      endedBy: row.ended_by as AnswerRecord['endedBy'],
      ledger: JSON.parse(row.ledger as string),
      passages: JSON.parse(row.passages as string),
      alsoLookedFor: JSON.parse(row.also_looked_for as string),
      citations,
      unsupported: JSON.parse(row.unsupported as string),
    };
  }

  /** Answers that were being written when the program ended; they keep what they have. */
  interruptWorking(sentence: string): void {
    this.#store
      .prepare("UPDATE message SET status = 'interrupted', error = ? WHERE status = 'working'")
      .run(sentence);
  }

  /** Takes a removed document's text out of the passages kept with answers; that it was used stays known. */
  forgetDocument(documentId: string): void {
    const rows = this.#store
      .prepare("SELECT message_id AS id, passages FROM answer WHERE passages LIKE '%' || ? || '%'")
      .all(documentId) as { id: string; passages: string }[];
    const update = this.#store.prepare('UPDATE answer SET passages = ? WHERE message_id = ?');
    for (const row of rows) {
      const passages = (JSON.parse(row.passages) as AnswerRecord['passages']).map((passage) =>
        passage.documentId === documentId ? withoutText(passage) : passage,
      );
      update.run(JSON.stringify(passages), row.id);
    }
    if (rows.length > 0) this.#store.forget();
  }
}

/** A passage of a document that was removed: its place alone. */
export function withoutText(passage: Passage): Passage {
  return { ...passage, text: '', highlight: null };
}
