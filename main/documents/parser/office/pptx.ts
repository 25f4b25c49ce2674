import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { parseXml } from '../xml/reader.ts';
import { Archive } from '../zip/archive.ts';
import { noteWhatIsLeftOut } from './docx.ts';
import { graphicsOf } from './drawing.ts';
import {
  findRelated,
  mainPart,
  onlyOpen,
  parsePart,
  type Relationships,
  relationshipsOf,
  titleOf,
} from './package.ts';
import { SlideCommentsReader } from './slides/comments.ts';
import { SlideReader } from './slides/reader.ts';
import { writeSlide } from './slides/write.ts';

/**
 * PowerPoint presentations (ECMA-376 part 1, chapter 19, also slide shows and templates). A slide is a page, in the order
 * of the show: its title, its shapes and tables, then the speaker's notes and the comments.
 */
export const parsePptx: Parser = async function* parsePptx(request, { signal }): AsyncGenerator<ParsedItem> {
  await using archive = await Archive.open(request.path, signal);
  yield* readPptx(archive, signal);
};

/** The same for an archive that is open already. */
export async function* readPptx(archive: Archive, signal: AbortSignal): AsyncGenerator<ParsedItem> {
  const presentation = await mainPart(archive, 'ppt/presentation.xml', signal);
  const slides = await slideParts(archive, presentation, signal);
  const flow = new FlowWriter({
    type: 'pptx',
    paginated: true,
    pages: slides.length,
    title: await titleOf(archive, signal),
  });
  for (const part of slides) archive.expect(part);
  const counts = { pictures: 0, objects: 0 };
  for (const part of slides) {
    const related = await relationshipsOf(archive, part, signal);
    const reader = new SlideReader(await graphicsOf(archive, related, signal));
    await parsePart(archive, part, reader, { signal, onCut: () => flow.noteCut() });
    const { slide } = reader;
    counts.pictures += slide.pictures;
    counts.objects += slide.objects;
    if (slide.isHidden)
      flow.note('info', `Slide ${flow.page} is hidden in the show; its text is included.`, [flow.page]);
    writeSlide(flow, slide);
    await writeNotes(archive, related, flow, signal);
    flow.nextPage();
    yield* flow.take();
  }
  noteWhatIsLeftOut(flow, counts);
  if (archive.isDamaged) flow.noteDamaged();
  yield* flow.finish();
}

/** The parts of the slides in the order of the show; the numbers in their names say nothing about it. */
async function slideParts(archive: Archive, presentation: string, signal: AbortSignal): Promise<string[]> {
  const related = await relationshipsOf(archive, presentation, signal);
  const parts: string[] = [];
  await parseXml(
    archive.read(presentation),
    onlyOpen((name, attributes) => {
      if (name !== 'p:sldId') return;
      const slide = related.get(attributes['r:id'] ?? '');
      if (slide && !slide.isExternal && archive.has(slide.target)) parts.push(slide.target);
    }),
    { signal },
  );
  return parts;
}

/** What the speaker wrote for a slide, and what others said about it. */
async function writeNotes(
  archive: Archive,
  related: Relationships,
  flow: FlowWriter,
  signal: AbortSignal,
): Promise<void> {
  const notes = findRelated(archive, related, 'notesSlide');
  if (notes) {
    const reader = new SlideReader(new Map());
    await parsePart(archive, notes, reader, { signal });
    const paragraphs = reader.slide.items
      // The other shapes of a notes page are the slide's picture, its date and its number.
      .filter((item) => item.kind === 'shape')
      .filter((shape) => shape.placeholder === 'body' || shape.placeholder === null)
      .flatMap((shape) => shape.paragraphs.map((paragraph) => paragraph.text.trim()))
      .filter((text) => text !== '');
    paragraphs.forEach((text, index) => {
      flow.paragraph(index === 0 ? `Notes: ${text}` : text);
    });
  }
  for (const { type, target, isExternal } of related.values())
    if (type === 'comments' && !isExternal && archive.has(target))
      await parsePart(archive, target, new SlideCommentsReader(flow), { signal });
}
