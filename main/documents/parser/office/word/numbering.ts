import { ordinal } from '../../flow/ordinals.ts';
import type { Archive } from '../../zip/archive.ts';
import { onlyOpen, parsePart } from '../package.ts';

/** A level of a list. */
export interface Level {
  start: number;
  system: string;
  /** The label's pattern: `%1.%2.` */
  pattern: string;
  /** After a paragraph of this level (counted from 1) or above the count begins anew; null: any level above. */
  restart: number | null;
  /** Legal style: all numbers of the label in digits. */
  isLegal: boolean;
}

/** A list as paragraphs name it: one of several that count on where another of the same definition ended. */
export interface List {
  definition: string;
  /** Levels whose count this list begins anew at a number of its own. */
  starts: Map<number, number>;
  levels: Map<number, Level>;
}

const newLevel = (): Level => ({ start: 1, system: 'decimal', pattern: '', restart: null, isLegal: false });

/** Lists of a Word document, and how far each has counted. */
export class Numbering {
  readonly #definitions: ReadonlyMap<string, ReadonlyMap<number, Level>>;
  readonly #lists: ReadonlyMap<string, List>;
  readonly #counts = new Map<string, number[]>();
  readonly #begun = new Set<string>();

  constructor(
    definitions: ReadonlyMap<string, ReadonlyMap<number, Level>>,
    lists: ReadonlyMap<string, List>,
  ) {
    this.#definitions = definitions;
    this.#lists = lists;
  }

  /** Reads `numbering.xml`. */
  static async read(archive: Archive, part: string | null, signal: AbortSignal): Promise<Numbering> {
    const definitions = new Map<string, Map<number, Level>>();
    const lists = new Map<string, List>();
    if (part) await parsePart(archive, part, reader(definitions, lists), { signal });
    return new Numbering(definitions, lists);
  }

  /** Counts a paragraph of a list and gives its label: `2.1.`, `b)`, `-` for bullets; empty for a list without labels; null when there is no such list. */
  next(listId: string, depth: number): string | null {
    const list = this.#lists.get(listId);
    if (!list) return null;
    const level = this.#level(list, depth);
    if (!level) return null;
    const counts = this.#counts.get(list.definition) ?? [];
    this.#counts.set(list.definition, counts);
    if (!this.#begun.has(listId)) {
      this.#begun.add(listId);
      for (const [at, start] of list.starts) counts[at] = start - 1;
    }
    counts[depth] = (counts[depth] ?? level.start - 1) + 1;
    this.#restartBelow(list, counts, depth);
    if (level.system === 'bullet') return '-';
    if (level.system === 'none') return level.pattern.includes('%') ? '' : level.pattern;
    return level.pattern.replace(/%([1-9])/g, (_, digit: string) => {
      const at = Number(digit) - 1;
      const shown = this.#level(list, at);
      const count = counts[at] ?? shown?.start ?? 1;
      return ordinal(count, level.isLegal ? 'decimal' : (shown?.system ?? 'decimal'));
    });
  }

  #restartBelow(list: List, counts: number[], depth: number): void {
    for (let below = depth + 1; below < counts.length; below++) {
      const restart = this.#level(list, below)?.restart ?? null;
      if (restart === 0 || (restart !== null && depth + 1 > restart)) continue;
      const start = this.#level(list, below)?.start ?? 1;
      counts[below] = start - 1;
    }
  }

  #level(list: List, depth: number): Level | undefined {
    return list.levels.get(depth) ?? this.#definitions.get(list.definition)?.get(depth);
  }
}

function reader(definitions: Map<string, Map<number, Level>>, lists: Map<string, List>) {
  let levels: Map<number, Level> | null = null;
  let level: Level | null = null;
  let list: List | null = null;
  let override = 0;
  return onlyOpen((name, attributes) => {
    const value = attributes['w:val'] ?? '';
    switch (name) {
      case 'w:abstractNum':
        levels = new Map();
        list = null;
        definitions.set(attributes['w:abstractNumId'] ?? '', levels);
        break;
      case 'w:num':
        list = { definition: '', starts: new Map(), levels: new Map() };
        levels = list.levels;
        lists.set(attributes['w:numId'] ?? '', list);
        break;
      case 'w:abstractNumId':
        if (list) list.definition = value;
        break;
      case 'w:lvlOverride':
        override = Number(attributes['w:ilvl'] ?? 0);
        break;
      case 'w:startOverride':
        list?.starts.set(override, Number(value) || 0);
        break;
      case 'w:lvl':
        level = newLevel();
        levels?.set(Number(attributes['w:ilvl'] ?? 0), level);
        break;
      case 'w:start':
        if (level) level.start = Number(value) || 0;
        break;
      case 'w:numFmt':
        if (level) level.system = value;
        break;
      case 'w:lvlText':
        if (level) level.pattern = value;
        break;
      case 'w:lvlRestart':
        if (level) level.restart = Number(value);
        break;
      case 'w:isLgl':
        if (level) level.isLegal = value !== '0' && value !== 'false';
        break;
    }
  });
}
