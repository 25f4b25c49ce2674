import { describe, expect, it } from 'vitest';
import { openLibrary, soon, type TestLibrary, unaborted } from '../../support/library.ts';

const herons = '# Herons\n\nThe grey heron fishes at the weir and nests in tall trees.';
const owls = '# Owls\n\nThe barn owl hunts mice over meadows in the night.';
const broken = '!fail It is cut short.';

/** Adds a file to a conversation alone, not to the library, and waits until it is read or has failed. */
async function addTo(library: TestLibrary, conversationId: string, name: string, text: string) {
  const sources = [{ kind: 'path' as const, path: library.file(name, text) }];
  const { documents } = await library.documents.handlers['document.import'](
    { sources, conversationId },
    unaborted,
  );
  const { id } = documents[0]!;
  await library.documents.settled(id);
  return id;
}

const removeConversation = (library: TestLibrary, id: string): Promise<void> =>
  library.documents.removeWith(() =>
    library.store.db.prepare('DELETE FROM conversation WHERE id = ?').run(id),
  );

/** An answer that rests on a document, as far as the store keeps it. */
function storeAnswer({ store }: TestLibrary, conversationId: string, documentId: string): void {
  store.db
    .prepare(
      `INSERT INTO message (id, conversation_id, role, text, status, created_at)
       VALUES ('msg_0000000001', ?, 'assistant', 'Mice.', 'done', 1)`,
    )
    .run(conversationId);
  store.db
    .prepare(
      `INSERT INTO answer (message_id, made_by, mode, ledger, passages, unsupported)
       VALUES ('msg_0000000001', 'model', 'passages', '[]', ?, '[]')`,
    )
    .run(JSON.stringify([{ documentId, start: 0, end: 5 }]));
}

describe('documents of conversations', () => {
  it('go with the last conversation that has them, whether they could be read or not', async () => {
    await using library = await openLibrary();
    const first = library.conversation('cnv_0000000001');
    const second = library.conversation('cnv_0000000002');
    const failed = await addTo(library, first, 'broken.txt', broken);
    const shared = await addTo(library, first, 'owls.txt', owls);
    library.documents.attach(second, [shared]);
    expect(library.documents.summary(failed)).toMatchObject({ status: 'failed' });
    await removeConversation(library, first);
    expect(library.documents.summary(failed)).toBeUndefined();
    expect(library.documents.summary(shared)).toMatchObject({ conversations: 1 });
    await removeConversation(library, second);
    expect(library.documents.summary(shared)).toBeUndefined();
    expect(library.events).toContainEqual({ name: 'document.removed', payload: { id: shared } });
  });

  it('that were taken out of one stay until the next start, when another conversation is removed', async () => {
    await using library = await openLibrary();
    const first = library.conversation('cnv_0000000001');
    const second = library.conversation('cnv_0000000002');
    const taken = await addTo(library, first, 'herons.txt', herons);
    await library.documents.detach(first, taken);
    await removeConversation(library, second);
    expect(library.documents.summary(taken)).toBeDefined();
    await library.reopen();
    library.documents.start();
    await expect.poll(() => library.documents.summary(taken), soon).toBeUndefined();
  });

  it('that were taken out of one stay while an answer rests on them', async () => {
    await using library = await openLibrary();
    const conversation = library.conversation();
    const cited = await addTo(library, conversation, 'owls.txt', owls);
    const uncited = await addTo(library, conversation, 'herons.txt', herons);
    storeAnswer(library, conversation, cited);
    for (const id of [cited, uncited]) await library.documents.detach(conversation, id);
    await library.reopen();
    library.documents.start();
    await expect.poll(() => library.documents.summary(uncited), soon).toBeUndefined();
    expect(library.documents.summary(cited)).toBeDefined();
    await removeConversation(library, conversation);
    expect(library.documents.summary(cited)).toBeUndefined();
  });

  it('that could not be read go as soon as they are taken out, unless they are in the library', async () => {
    await using library = await openLibrary();
    const conversation = library.conversation();
    const own = await addTo(library, conversation, 'broken.txt', broken);
    const [kept] = await library.add(library.file('other.txt', `${broken} Here, too.`));
    library.documents.attach(conversation, [kept!]);
    for (const id of [own, kept!]) await library.documents.detach(conversation, id);
    expect(library.documents.summary(own)).toBeUndefined();
    expect(library.documents.summary(kept!)).toMatchObject({ status: 'failed' });
  });
});
