import type { Database } from 'better-sqlite3';

/** Rows of `attachment`: which conversation has which documents. */
export interface AttachmentTable {
  /** Oldest first. */
  documentsOf(conversationId: string): string[];
  conversationsOf(documentId: string): { id: string; title: string }[];
  /** Conversations that have a document, or whose answers were given passages of it. */
  conversationsGiven(documentId: string): string[];
  /** False when the conversation had it already, or when the conversation or the document is gone. */
  attach(conversationId: string, documentId: string): boolean;
  detach(conversationId: string, documentId: string): boolean;
  hasConversation(id: string): boolean;
  /** The passages that an answer was given, and the documents that its conversation has. */
  answerOf(messageId: string): { documentIds: string[]; passages: AnsweredPassage[] } | undefined;
}

/** The place of a passage in its document. */
export interface AnsweredPassage {
  documentId: string;
  start: number;
  end: number;
}

/** The table `attachment` of an open database. */
export function attachmentTable(db: Database): AttachmentTable {
  const documentsOf = db
    .prepare<[string], string>(
      'SELECT document_id FROM attachment WHERE conversation_id = ? ORDER BY attached_at, document_id',
    )
    .pluck();
  const conversationsOf = db.prepare<[string], { id: string; title: string }>(
    `SELECT conversation.id, conversation.title FROM attachment
     JOIN conversation ON conversation.id = attachment.conversation_id
     WHERE attachment.document_id = ? ORDER BY conversation.updated_at DESC`,
  );
  const conversationsGiven = db
    .prepare<[string, string], string>(
      `SELECT conversation_id FROM attachment WHERE document_id = ?
       UNION SELECT message.conversation_id FROM answer JOIN message ON message.id = answer.message_id
       WHERE instr(answer.passages, ?)`,
    )
    .pluck();
  // Files of one drop come within a millisecond and keep their order: each counts as later than the one before.
  const attach = db.prepare<[number, string, string]>(
    `INSERT INTO attachment (conversation_id, document_id, attached_at)
     SELECT conversation.id, document.id, max(?, 1 + coalesce(
       (SELECT max(attached_at) FROM attachment WHERE conversation_id = conversation.id), 0))
     FROM conversation, document
     WHERE conversation.id = ? AND document.id = ? ON CONFLICT DO NOTHING`,
  );
  const detach = db.prepare<[string, string]>(
    'DELETE FROM attachment WHERE conversation_id = ? AND document_id = ?',
  );
  const conversation = db.prepare<[string], number>('SELECT 1 FROM conversation WHERE id = ?').pluck();
  const answer = db.prepare<[string], { conversation_id: string; passages: string }>(
    `SELECT message.conversation_id, answer.passages FROM answer
     JOIN message ON message.id = answer.message_id WHERE answer.message_id = ?`,
  );
  return {
    hasConversation: (id) => conversation.get(id) !== undefined,
    answerOf(messageId) {
      const row = answer.get(messageId);
      return (
        row && {
          documentIds: documentsOf.all(row.conversation_id),
          passages: JSON.parse(row.passages) as AnsweredPassage[],
        }
      );
    },
    documentsOf: (conversationId) => documentsOf.all(conversationId),
    conversationsOf: (documentId) => conversationsOf.all(documentId),
    conversationsGiven: (documentId) => conversationsGiven.all(documentId, documentId),
    attach: (conversationId, documentId) => attach.run(Date.now(), conversationId, documentId).changes > 0,
    detach: (conversationId, documentId) => detach.run(conversationId, documentId).changes > 0,
  };
}
