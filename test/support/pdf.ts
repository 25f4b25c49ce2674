import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** A reference to an object of the file. */
export type Ref = number;

/** Writes PDF files object by object, as the format's own syntax (ISO 32000-1, chapter 7) has them. */
export class PdfWriter {
  readonly #objects: (string | { dictionary: string; bytes: Buffer })[] = [];

  /** A place for an object that is written later. */
  reserve(): Ref {
    this.#objects.push('null');
    return this.#objects.length;
  }

  set(ref: Ref, body: string): void {
    this.#objects[ref - 1] = body;
  }

  add(body: string): Ref {
    const ref = this.reserve();
    this.set(ref, body);
    return ref;
  }

  stream(bytes: Uint8Array | string, dictionary = '', deflate = false): Ref {
    const raw = Buffer.from(bytes as string);
    const body = deflate ? deflateSync(raw) : raw;
    this.#objects.push({
      dictionary: deflate ? `${dictionary}/Filter/FlateDecode` : dictionary,
      bytes: body,
    });
    return this.#objects.length;
  }

  /** The file. `encrypt` protects it with a user password by 40-bit RC4 (standard security handler, revision 2). */
  finish(root: Ref, options: { info?: Ref; password?: string } = {}): Buffer {
    const id = Buffer.from('0123456789abcdef');
    const key = options.password === undefined ? null : encryption(options.password, id);
    const chunks: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
    const offsets: number[] = [];
    let length = chunks[0]!.length;
    const write = (data: Buffer | string): void => {
      const chunk = Buffer.from(data as string, 'latin1');
      chunks.push(chunk);
      length += chunk.length;
    };
    this.#objects.forEach((object, index) => {
      offsets.push(length);
      write(`${index + 1} 0 obj\n`);
      if (typeof object === 'string') write(object);
      else {
        const bytes = key ? rc4(objectKey(key.key, index + 1), object.bytes) : object.bytes;
        write(`<<${object.dictionary}/Length ${bytes.length}>>\nstream\n`);
        write(bytes);
        write('\nendstream');
      }
      write('\nendobj\n');
    });
    const start = length;
    write(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n`);
    for (const offset of offsets) write(`${String(offset).padStart(10, '0')} 00000 n \n`);
    const hex = id.toString('hex');
    write(
      `trailer<</Size ${offsets.length + 1}/Root ${root} 0 R${options.info ? `/Info ${options.info} 0 R` : ''}` +
        `${key ? `/Encrypt ${key.dictionary}` : ''}/ID[<${hex}><${hex}>]>>\nstartxref\n${start}\n%%EOF\n`,
    );
    return Buffer.concat(chunks);
  }
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
  }
  let i = 0;
  let j = 0;
  return data.map((byte) => {
    i = (i + 1) & 255;
    j = (j + state[i]!) & 255;
    [state[i], state[j]] = [state[j]!, state[i]!];
    return byte ^ state[(state[i]! + state[j]!) & 255]!;
  }) as Buffer;
}

const passwordPadding = Buffer.from(
  '28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a',
  'hex',
);
const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();
const padded = (password: string): Buffer =>
  Buffer.concat([Buffer.from(password, 'latin1'), passwordPadding]).subarray(0, 32);

/** Keys of ISO 32000-1, 7.6.3.3 and 7.6.3.4, algorithms 2 to 4. */
function encryption(password: string, id: Buffer): { key: Buffer; dictionary: string } {
  const owner = rc4(md5(padded(`${password}-owner`)).subarray(0, 5), padded(password));
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(-4);
  const key = md5(Buffer.concat([padded(password), owner, permissions, id])).subarray(0, 5);
  const user = rc4(key, passwordPadding);
  return {
    key,
    dictionary: `<</Filter/Standard/V 1/R 2/O<${owner.toString('hex')}>/U<${user.toString('hex')}>/P -4>>`,
  };
}

/** Algorithm 1: each object has a key of its own. */
function objectKey(key: Buffer, number: number): Buffer {
  const salted = Buffer.concat([
    key,
    Buffer.from([number & 255, (number >> 8) & 255, (number >> 16) & 255, 0, 0]),
  ]);
  return md5(salted).subarray(0, key.length + 5);
}

/** Fonts that need no embedding, by the names that `text` takes. */
const fonts = { regular: 'Times-Roman', bold: 'Times-Bold', mono: 'Courier', sans: 'Helvetica' } as const;
export type FontName = keyof typeof fonts;

/** A piece of text at a place on a page, in points from its bottom left. */
export interface PdfText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size?: number;
  readonly font?: FontName;
  /** Degrees counter-clockwise. */
  readonly angle?: number;
}

export interface PdfPage {
  readonly texts?: readonly PdfText[];
  /** Straight lines, from and to. */
  readonly lines?: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[];
  /** Draws a picture of one grey pixel over this rectangle. */
  readonly picture?: readonly [x: number, y: number, width: number, height: number];
  /** Operators to draw before all else. */
  readonly operators?: string;
  readonly rotate?: number;
  readonly width?: number;
  readonly height?: number;
}

export interface PdfOptions {
  readonly title?: string;
  readonly password?: string;
  /** Bookmarks, all of the first level. */
  readonly outline?: readonly string[];
}

const escaped = (text: string): string => text.replace(/[\\()]/g, '\\$&');

function operatorsOf(page: PdfPage): string {
  const names = Object.keys(fonts);
  const texts = (page.texts ?? []).map(({ text, x, y, size = 10, font = 'regular', angle = 0 }) => {
    const radians = (angle * Math.PI) / 180;
    const [cos, sin] = [Math.cos(radians).toFixed(5), Math.sin(radians).toFixed(5)];
    return `BT /F${names.indexOf(font)} ${size} Tf ${cos} ${sin} ${-Number(sin)} ${cos} ${x} ${y} Tm (${escaped(text)}) Tj ET`;
  });
  const lines = (page.lines ?? []).map(([x0, y0, x1, y1]) => `${x0} ${y0} m ${x1} ${y1} l S`);
  const picture = page.picture
    ? [`q ${page.picture[2]} 0 0 ${page.picture[3]} ${page.picture[0]} ${page.picture[1]} cm /I0 Do Q`]
    : [];
  return [page.operators ?? '', ...picture, ...lines, ...texts].join('\n');
}

/** A small PDF with the given pages; characters as Windows-1252 has them. */
export function pdfOf(pages: readonly PdfPage[], options: PdfOptions = {}): Buffer {
  const writer = new PdfWriter();
  const fontRefs = Object.values(fonts).map((name) =>
    writer.add(`<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`),
  );
  const image = writer.stream(
    Buffer.from([128]),
    '/Type/XObject/Subtype/Image/Width 1000/Height 1000/ColorSpace/DeviceGray/BitsPerComponent 8',
  );
  const tree = writer.reserve();
  const resources = `<</Font<<${fontRefs.map((ref, index) => `/F${index} ${ref} 0 R`).join('')}>>/XObject<</I0 ${image} 0 R>>>>`;
  const kids = pages.map((page) => {
    const content = writer.stream(Buffer.from(operatorsOf(page), 'latin1'), '', true);
    return writer.add(
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${page.width ?? 595} ${page.height ?? 842}]/Rotate ${page.rotate ?? 0}` +
        `/Resources ${resources}/Contents ${content} 0 R>>`,
    );
  });
  writer.set(tree, `<</Type/Pages/Count ${kids.length}/Kids[${kids.map((ref) => `${ref} 0 R`).join(' ')}]>>`);
  const outline = options.outline ? outlineOf(writer, options.outline, kids[0]!) : '';
  const root = writer.add(`<</Type/Catalog/Pages ${tree} 0 R${outline}>>`);
  const info = options.title === undefined ? null : writer.add(`<</Title(${escaped(options.title)})>>`);
  return writer.finish(root, {
    ...(info === null ? {} : { info }),
    ...(options.password === undefined ? {} : { password: options.password }),
  });
}

function outlineOf(writer: PdfWriter, titles: readonly string[], page: Ref): string {
  const root = writer.reserve();
  const items = titles.map(() => writer.reserve());
  titles.forEach((title, index) => {
    const previous = index > 0 ? `/Prev ${items[index - 1]} 0 R` : '';
    const next = index < items.length - 1 ? `/Next ${items[index + 1]} 0 R` : '';
    writer.set(
      items[index]!,
      `<</Title(${escaped(title)})/Parent ${root} 0 R/Dest[${page} 0 R/Fit]${previous}${next}>>`,
    );
  });
  writer.set(root, `<</Type/Outlines/First ${items[0]} 0 R/Last ${items.at(-1)} 0 R/Count ${items.length}>>`);
  return `/Outlines ${root} 0 R`;
}

/** Lines of prose, one below the other from `top` downwards. */
export function column(
  lines: readonly string[],
  x: number,
  top: number,
  options: Partial<PdfText> = {},
): PdfText[] {
  const size = options.size ?? 10;
  return lines.map((text, index) => ({ text, x, y: top - index * size * 1.2, size, ...options }));
}
