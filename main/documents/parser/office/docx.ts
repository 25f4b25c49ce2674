import { milestones } from '../flow/milestones.ts';
import { isWorthReading } from '../flow/running-margin.ts';
import { CollectingSink, FlowSink } from '../flow/sink.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { readXml } from '../xml/reader.ts';
import { Archive } from '../zip/archive.ts';
import { graphicsOf } from './drawing.ts';
import { findRelated, mainPart, parsePart, type Relationships, relationshipsOf, titleOf } from './package.ts';
import type { WordContext, WordCounts } from './word/context.ts';
import { readNotes } from './word/notes.ts';
import { Numbering } from './word/numbering.ts';
import { WordReader } from './word/reader.ts';
import { ParagraphStyles } from './word/styles.ts';

/**
 * Word documents (ECMA-376 part 1, chapter 17; both the transitional and the strict dialect, also templates and files
 * with macros, which are never run). Insertions are kept and deletions left out, as the document reads when all changes
 * are accepted. Footnotes, endnotes and comments follow the paragraph that refers to them, text boxes the paragraph that
 * holds them. Pictures are never fetched.
 */
export const parseDocx: Parser = async function* parseDocx(request, { signal }): AsyncGenerator<ParsedItem> {
  await using archive = await Archive.open(request.path, signal);
  yield* readDocx(archive, signal);
};

/** The same for an archive that is open already. */
export async function* readDocx(archive: Archive, signal: AbortSignal): AsyncGenerator<ParsedItem> {
  const part = await mainPart(archive, 'word/document.xml', signal);
  const related = await relationshipsOf(archive, part, signal);
  const notes = new Map<string, string>();
  const context: WordContext = {
    styles: await ParagraphStyles.read(archive, findRelated(archive, related, 'styles'), signal),
    numbering: await Numbering.read(archive, findRelated(archive, related, 'numbering'), signal),
    graphics: await graphicsOf(archive, related, signal),
    notes,
  };
  for (const kind of ['footnote', 'endnote', 'comment'] as const)
    await readNotes(archive, findRelated(archive, related, `${kind}s`), kind, context, notes, signal);

  const flow = new FlowWriter({
    type: 'docx',
    paginated: false,
    pages: 1,
    title: await titleOf(archive, signal),
  });
  for (const text of await marginTexts(archive, related, 'header', context, signal))
    flow.margin('header', text);

  const sink = new FlowSink(flow);
  const reader = new WordReader(context, sink);
  const total = archive.declaredBytes(part);
  const isDue = milestones(4 << 20);
  for await (const done of readXml(archive.read(part), reader, { signal, onCut: () => flow.noteCut() })) {
    yield* flow.take();
    if (isDue(done)) yield { kind: 'progress', done, total, unit: 'bytes' };
  }
  reader.end();
  sink.end();
  for (const text of await marginTexts(archive, related, 'footer', context, signal))
    flow.margin('footer', text);
  noteWhatIsLeftOut(flow, reader.counts);
  if (archive.isDamaged) flow.noteDamaged();
  yield* flow.finish();
}

/** Texts of the document's headers or footers, each once, without those that only count pages. */
async function marginTexts(
  archive: Archive,
  related: Relationships,
  type: 'header' | 'footer',
  context: WordContext,
  signal: AbortSignal,
): Promise<Set<string>> {
  const texts = new Set<string>();
  let parts = 0;
  for (const relationship of related.values()) {
    if (relationship.type !== type || relationship.isExternal || !archive.has(relationship.target)) continue;
    if (++parts > 200) break;
    const sink = new CollectingSink();
    const reader = new WordReader(context, sink);
    await parsePart(archive, relationship.target, reader, { signal });
    reader.end();
    const text = sink.text('\n');
    if (isWorthReading(text)) texts.add(text);
  }
  return texts;
}

/** Adds lines about what the reader met and could not turn into text. */
export function noteWhatIsLeftOut(flow: FlowWriter, counts: Partial<WordCounts>): void {
  const say = (count: number | undefined, one: string, many: string): void => {
    if (count) flow.note('info', count === 1 ? one : `${count.toLocaleString('en')} ${many}`);
  };
  say(
    counts.pictures,
    'One picture was left out: Bittern reads text.',
    'pictures were left out: Bittern reads text.',
  );
  say(
    counts.objects,
    'One embedded object (such as a spreadsheet or a drawing) was left out.',
    'embedded objects (such as spreadsheets or drawings) were left out.',
  );
  say(
    counts.imports,
    'One embedded document was left out. Open the file in Word and save it anew to have it included.',
    'embedded documents were left out. Open the file in Word and save it anew to have them included.',
  );
  if (counts.deletions)
    flow.note('info', 'The document has tracked changes: it was read as if all of them were accepted.');
  if (counts.hidden)
    flow.note('info', 'Text formatted as hidden was left out, as a reader does not see it either.');
}
