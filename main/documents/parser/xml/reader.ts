import { Parser } from 'htmlparser2';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { decoderFor, type StreamDecoder } from '../text/decode.ts';
import { xmlEncoding } from './encoding.ts';
import { Namespaces } from './namespaces.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/**
 * Receives an XML file as it is read. Names carry the prefixes of `namespaces.ts`. Text arrives in pieces, wherever the
 * input was cut, with entities of XML itself and character references decoded.
 */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  close(name: string): void;
  text(text: string): void;
}

export interface XmlOptions {
  signal: AbortSignal;
  /**
   * What to do with a document type declaration that defines things. Office and EPUB forbid them, and expanding what
   * they define is how a kilobyte becomes gigabytes: `refuse` (default) says so, `ignore` reads on, leaving the
   * entities it defines unexpanded. Entities made of entities are refused in any case: nothing honest needs them.
   */
  definitions?: 'refuse' | 'ignore';
  /** Called when the file ended before its elements were closed: what was read is not all there was. */
  onCut?: () => void;
}

/** Real documents nest some dozens deep. Beyond this the stack of whoever reads on is what is aimed at. */
const maximumDepth = 2000;

/**
 * Reads XML piece by piece; yields the bytes read after each piece, so that the caller can hand on what the handler has
 * made of it. Throws `unreadable` for what is not XML, nests too deep or defines entities.
 */
export async function* readXml(
  input: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  options: XmlOptions,
): AsyncGenerator<number, void> {
  const driver = new XmlDriver(handler, options.definitions ?? 'refuse');
  let decoder: StreamDecoder | null = null;
  let bytes = 0;
  for await (const piece of input) {
    options.signal.throwIfAborted();
    let from = 0;
    if (!decoder) {
      const encoding = xmlEncoding(piece);
      decoder = decoderFor(encoding);
      from = encoding.markBytes;
    }
    driver.write(decoder.decode(piece.subarray(from)));
    bytes += piece.length;
    yield bytes;
  }
  if (decoder) driver.write(decoder.end());
  if (!driver.end()) options.onCut?.();
}

/** Reads XML to its end, for parts whose handler only collects. */
export async function parseXml(
  input: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
  options: XmlOptions,
): Promise<void> {
  for await (const _ of readXml(input, handler, options));
}

class XmlDriver {
  readonly #parser: Parser;
  #depth = 0;
  #hasRoot = false;
  #isEnding = false;
  #isComplete = true;
  /** A tag has begun that has not ended yet: at the end of a file that was cut off, it is closed without being opened. */
  #isTagOpen = false;

  constructor(handler: XmlHandler, definitions: 'refuse' | 'ignore') {
    const namespaces = new Namespaces();
    this.#parser = new Parser(
      {
        onopentagname: () => {
          this.#isTagOpen = true;
        },
        onopentag: (name, attributes) => {
          this.#isTagOpen = false;
          namespaces.enter(this.#depth, attributes);
          this.#depth += 1;
          this.#hasRoot = true;
          if (this.#depth > maximumDepth)
            throw new BitternError(
              'unreadable',
              `The parts of this file are nested more than ${maximumDepth.toLocaleString('en')} deep, as only files made to do harm are. Bittern does not read it.`,
            );
          handler.open(namespaces.element(name), namespaces.attributes(attributes));
        },
        onclosetag: (name) => {
          if (this.#isEnding) this.#isComplete = false;
          if (this.#isTagOpen) {
            this.#isTagOpen = false;
            return;
          }
          this.#depth -= 1;
          handler.close(namespaces.element(name));
          namespaces.leave(this.#depth);
        },
        ontext: (text) => {
          if (this.#depth > 0) handler.text(text);
        },
        onprocessinginstruction: (name, data) => {
          if (definitions === 'refuse' ? isDefinition(name, data) : isNestedEntity(name, data))
            throw new BitternError(
              'unreadable',
              'This file defines abbreviations of its own (XML entities) of a kind that can exhaust a computer. Bittern does not read it.',
            );
        },
      },
      { xmlMode: true, decodeEntities: true },
    );
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  end(): boolean {
    this.#isEnding = true;
    this.#parser.end();
    if (!this.#hasRoot)
      throw new BitternError(
        'unreadable',
        'This file is damaged: the part that should hold its text is garbled. Get a fresh copy of it.',
      );
    return this.#isComplete;
  }
}

/** An internal subset of a document type declaration, or a definition in one. */
function isDefinition(name: string, data: string): boolean {
  return /^!(entity|element|attlist)$/i.test(name) || (/^!doctype$/i.test(name) && data.includes('['));
}

/** An entity whose value names other entities, which is how a few lines expand to gigabytes. */
function isNestedEntity(name: string, data: string): boolean {
  return (
    /entity/i.test(data) &&
    /^!(entity|doctype)$/i.test(name) &&
    /["'][^"']*&(?!#|amp;|lt;|gt;|quot;|apos;)[\w.:-]+;/.test(data)
  );
}
