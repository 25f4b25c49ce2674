import { describe, expect, it } from 'vitest';
import { FlowWriter } from '../../../../main/documents/parser/flow/writer.ts';
import type { ParsedItem, ParsedPart } from '../../../../main/documents/parser/interface.ts';

const parts = (items: readonly ParsedItem[]): ParsedPart[] => items.filter((item) => item.kind === 'part');

describe('the writer of flowing text', () => {
  it('separates blocks by an empty line and joins the items of a list', () => {
    const flow = new FlowWriter({ type: 'test', paginated: false });
    flow.heading(1, 'A  title');
    flow.item('one');
    flow.item('two', 1, '2. ');
    flow.paragraph('end');
    const [part] = parts([...flow.finish()]);
    expect(part?.text).toBe('A title\n\n- one\n  2. two\n\nend');
    expect(part?.blocks.map((block) => block.kind)).toEqual(['heading', 'list', 'paragraph']);
  });

  it('takes the first heading for the title where the document has none', () => {
    const flow = new FlowWriter({ type: 'test', paginated: false });
    flow.paragraph('before');
    flow.heading(2, 'The first heading');
    expect([...flow.finish()][0]).toMatchObject({ kind: 'head', title: 'The first heading' });
    const titled = new FlowWriter({ type: 'test', paginated: false, title: 'Its own' });
    titled.heading(1, 'The first heading');
    expect([...titled.finish()][0]).toMatchObject({ title: 'Its own' });
  });

  it('hands on parts while it is written to, and cuts a paragraph without end', () => {
    const flow = new FlowWriter({ type: 'test', paginated: false });
    const words = Array.from({ length: 30_000 }, (_, index) => `word${index}`).join(' ');
    flow.paragraph(words);
    const early = [...flow.take()];
    expect(parts(early).length).toBeGreaterThan(1);
    const all = [...early, ...flow.finish()];
    const text = parts(all)
      .map((part) => part.text)
      .join('');
    expect(text).toBe(words);
    for (const part of parts(all)) expect(part.text.length).toBeLessThan(80_000);
  });

  it('keeps empty pages where pages are counted, and only there', () => {
    const write = (paginated: boolean): number[] => {
      const flow = new FlowWriter({ type: 'test', paginated });
      flow.paragraph('one');
      flow.nextPage();
      flow.nextPage();
      flow.paragraph('three');
      flow.nextPage();
      return parts([...flow.finish()]).map((part) => part.page);
    };
    expect(write(true)).toEqual([1, 2, 3]);
    expect(write(false)).toEqual([1, 2]);
  });

  it('says when there is no text at all', () => {
    const items = [...new FlowWriter({ type: 'test', paginated: false }).finish()];
    expect(items.map((item) => item.kind)).toEqual(['head', 'part', 'tail']);
    expect(items[1]).toMatchObject({ pageKind: 'empty', text: '' });
    expect(items[2]).toMatchObject({ notes: [{ level: 'warning' }] });
  });

  it('keeps the form feed, which separates pages, out of the text', () => {
    const flow = new FlowWriter({ type: 'test', paginated: false });
    flow.paragraph('a\fb\u0000c\u00ADd\u00A0e');
    expect(parts([...flow.finish()])[0]?.text).toBe('a\nb cd e');
  });
});
