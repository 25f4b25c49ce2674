import { type Level, type List, Numbering } from '../office/word/numbering.ts';

/** The number formats that a list can have (MS-OSHARED, MSONFC), in the words of newer Word files; others are written in digits. */
const systems: Readonly<Record<number, string>> = {
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  22: 'decimalZero',
  23: 'bullet',
  255: 'none',
};

interface Place {
  readonly offset: number;
  readonly length: number;
}

const definitionBytes = 28;
const levelBytes = 28;
const listBytes = 16;
const levelsOfAList = 9;

/**
 * The lists of a document: `definitions` says where in the table stream their kinds are described (MS-DOC, PlfLst), `lists`
 * where those that paragraphs name by their number, from 1 (MS-DOC, PlfLfo). What is cut off or wrong ends the reading.
 */
export function wordLists(table: Uint8Array, definitions: Place, lists: Place): Numbering {
  return new Numbering(readDefinitions(cursorAt(table, definitions)), readLists(cursorAt(table, lists)));
}

/** Reads one value after the other; knows where the stream ends. */
class Cursor {
  readonly view: DataView;
  at: number;

  constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  has(bytes: number): boolean {
    return this.at + bytes <= this.view.byteLength;
  }
}

const cursorAt = (table: Uint8Array, { offset, length }: Place): Cursor | null =>
  length < 2 || offset + length > table.length
    ? null
    : new Cursor(new DataView(table.buffer, table.byteOffset, table.byteLength), offset);

/** Kinds of lists, by their identifier. All levels of all kinds follow the list of kinds. */
function readDefinitions(cursor: Cursor | null): Map<string, Map<number, Level>> {
  const definitions = new Map<string, Map<number, Level>>();
  if (!cursor) return definitions;
  const { view } = cursor;
  const count = view.getUint16(cursor.at, true);
  const first = cursor.at + 2;
  cursor.at = first + count * definitionBytes;
  for (let index = 0; index < count && cursor.has(0); index++) {
    const at = first + index * definitionBytes;
    const levels = new Map<number, Level>();
    const isSimple = (view.getUint8(at + 26) & 1) !== 0;
    for (let depth = 0; depth < (isSimple ? 1 : levelsOfAList); depth++) {
      const level = readLevel(cursor);
      if (!level) return definitions;
      levels.set(depth, level);
    }
    definitions.set(String(view.getInt32(at, true)), levels);
  }
  return definitions;
}

/** A level (MS-DOC, LVL): what is fixed (LVLF), properties of its paragraphs and of its label, then the label's pattern. */
function readLevel(cursor: Cursor): Level | null {
  const { view, at } = cursor;
  if (!cursor.has(levelBytes)) return null;
  const flags = view.getUint8(at + 5);
  cursor.at += levelBytes + view.getUint8(at + 24) + view.getUint8(at + 25);
  if (!cursor.has(2)) return null;
  const characters = view.getUint16(cursor.at, true);
  const from = cursor.at + 2;
  cursor.at = from + 2 * characters;
  if (!cursor.has(0)) return null;
  const placeholders = new Set(
    Array.from({ length: levelsOfAList }, (_, index) => view.getUint8(at + 6 + index)),
  );
  let pattern = '';
  for (let index = 0; index < characters; index++) {
    const code = view.getUint16(from + 2 * index, true);
    // A placeholder is the level, counted from 0, whose number stands there; `pattern` counts from 1.
    if (placeholders.has(index + 1) && code < levelsOfAList) pattern += `%${code + 1}`;
    else if (code >= 0x20) pattern += String.fromCharCode(code);
  }
  return {
    start: Math.max(0, view.getInt32(at, true)),
    system: systems[view.getUint8(at + 4)] ?? 'decimal',
    pattern,
    restart: (flags & 8) !== 0 ? view.getUint8(at + 26) : null,
    isLegal: (flags & 4) !== 0,
  };
}

/** Lists by their number, with the levels that differ from their kind's (MS-DOC, LFO and LFOData). */
function readLists(cursor: Cursor | null): Map<string, List> {
  const lists = new Map<string, List>();
  if (!cursor?.has(4)) return lists;
  const { view } = cursor;
  const count = view.getUint32(cursor.at, true);
  const first = cursor.at + 4;
  const whole = Math.min(count, Math.floor((view.byteLength - first) / listBytes));
  for (let index = 0; index < whole; index++)
    lists.set(String(index + 1), {
      definition: String(view.getInt32(first + index * listBytes, true)),
      starts: new Map(),
      levels: new Map(),
    });
  cursor.at = first + whole * listBytes;
  for (let index = 0; index < whole; index++)
    if (!readOverrides(cursor, view.getUint8(first + index * listBytes + 12), lists.get(String(index + 1))!))
      break;
  return lists;
}

/** What a list has of its own (MS-DOC, LFOLVL): levels that begin at another number, or look another way. False at the stream's end. */
function readOverrides(cursor: Cursor, count: number, list: List): boolean {
  // A place that nobody needs comes first.
  cursor.at += 4;
  for (let index = 0; index < count; index++) {
    if (!cursor.has(8)) return false;
    const start = cursor.view.getInt32(cursor.at, true);
    const flags = cursor.view.getUint32(cursor.at + 4, true);
    const depth = flags & 0xf;
    const startsAnew = (flags & 0x10) !== 0;
    const hasLevel = (flags & 0x20) !== 0;
    cursor.at += 8;
    const level = hasLevel ? readLevel(cursor) : null;
    if (hasLevel && !level) return false;
    if (level) list.levels.set(depth, level);
    if (startsAnew) list.starts.set(depth, Math.max(0, level?.start ?? start));
  }
  return true;
}
