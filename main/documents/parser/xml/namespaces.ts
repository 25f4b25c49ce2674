/**
 * Namespaces of the formats that Bittern reads, each under the prefix that its specification uses. A file may choose any
 * prefix, and Office has two names for each of its namespaces ("transitional" and "strict"); parsers see one name only.
 */
const prefixes = new Map<string, string>([
  ...officePair('w', 'wordprocessingml/2006/main', 'wordprocessingml/main'),
  ...officePair('x', 'spreadsheetml/2006/main', 'spreadsheetml/main'),
  ...officePair('p', 'presentationml/2006/main', 'presentationml/main'),
  ...officePair('a', 'drawingml/2006/main', 'drawingml/main'),
  ...officePair('c', 'drawingml/2006/chart', 'drawingml/chart'),
  ...officePair('dgm', 'drawingml/2006/diagram', 'drawingml/diagram'),
  ...officePair('wp', 'drawingml/2006/wordprocessingDrawing', 'drawingml/wordprocessingDrawing'),
  ...officePair('xdr', 'drawingml/2006/spreadsheetDrawing', 'drawingml/spreadsheetDrawing'),
  ...officePair('pic', 'drawingml/2006/picture', 'drawingml/picture'),
  ...officePair('m', 'officeDocument/2006/math', 'officeDocument/math'),
  ...officePair('r', 'officeDocument/2006/relationships', 'officeDocument/relationships'),
  ...officePair('ep', 'officeDocument/2006/extended-properties', 'officeDocument/extendedProperties'),
  ['http://schemas.openxmlformats.org/package/2006/relationships', 'rel'],
  ['http://schemas.openxmlformats.org/package/2006/content-types', 'ct'],
  ['http://schemas.openxmlformats.org/package/2006/metadata/core-properties', 'cp'],
  ['http://schemas.openxmlformats.org/markup-compatibility/2006', 'mc'],
  ['http://schemas.microsoft.com/office/word/2010/wordml', 'w14'],
  ['http://schemas.microsoft.com/office/word/2010/wordprocessingShape', 'wps'],
  ['http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments', 'tc'],
  ['http://schemas.microsoft.com/office/powerpoint/2018/8/main', 'p188'],
  ['urn:schemas-microsoft-com:vml', 'v'],
  ['urn:schemas-microsoft-com:office:office', 'o'],
  ['http://schemas.microsoft.com/office/2006/encryption', 'enc'],
  ['http://schemas.microsoft.com/office/2006/keyEncryptor/password', 'encp'],
  ['http://purl.org/dc/elements/1.1/', 'dc'],
  ['http://purl.org/dc/terms/', 'dcterms'],
  ['http://www.idpf.org/2007/opf', 'opf'],
  ['urn:oasis:names:tc:opendocument:xmlns:container', 'ocf'],
  ['http://www.w3.org/2001/04/xmlenc#', 'xenc'],
  ['http://www.w3.org/1999/xhtml', 'html'],
  ['http://www.w3.org/1999/xlink', 'xlink'],
  ['http://www.w3.org/1998/Math/MathML', 'math'],
  ...['office', 'text', 'table', 'style', 'meta', 'manifest', 'presentation', 'script', 'form'].map(
    (name): [string, string] => [`urn:oasis:names:tc:opendocument:xmlns:${name}:1.0`, name],
  ),
  // LibreOffice writes the comments on slides and in cells of Impress as `annotation` of a namespace of its own.
  ['http://openoffice.org/2009/office', 'office'],
  ['urn:oasis:names:tc:opendocument:xmlns:drawing:1.0', 'draw'],
  ['urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0', 'number'],
  ['urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0', 'fo'],
  ['urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0', 'svg'],
]);

function officePair(prefix: string, transitional: string, strict: string): [string, string][] {
  return [
    [`http://schemas.openxmlformats.org/${transitional}`, prefix],
    [`http://purl.oclc.org/ooxml/${strict}`, prefix],
  ];
}

const known = new Set(prefixes.values());

interface Scope {
  /** Number of open elements at which this scope ends. */
  readonly depth: number;
  /** Prefix in the file (empty for the default namespace) to our prefix. */
  readonly map: ReadonlyMap<string, string>;
  /** True when names can be used as they are. */
  readonly isIdentity: boolean;
  readonly names: Map<string, string>;
}

/** Follows the namespace declarations of a file and gives its names under the prefixes above. */
export class Namespaces {
  #scopes: Scope[] = [{ depth: -1, map: new Map(), isIdentity: true, names: new Map() }];

  /** Call when an element opens, before asking for names; `depth` is the number of elements open around it. */
  enter(depth: number, attributes: Readonly<Record<string, string>>): void {
    let map: Map<string, string> | null = null;
    for (const name in attributes) {
      if (!name.startsWith('xmlns')) continue;
      if (name.length > 5 && name[5] !== ':') continue;
      map ??= new Map(this.#scope.map);
      const prefix = name.slice(6);
      map.set(prefix, prefixes.get(attributes[name]!) ?? foreign(prefix));
    }
    if (!map) return;
    const isIdentity = [...map].every(([prefix, ours]) => prefix === ours);
    this.#scopes.push({ depth, map, isIdentity, names: new Map() });
  }

  /** Call when an element closes, after asking for its name. */
  leave(depth: number): void {
    while (this.#scope.depth >= depth) this.#scopes.pop();
  }

  element(name: string): string {
    const scope = this.#scope;
    if (scope.isIdentity) return name;
    const found = scope.names.get(name);
    if (found !== undefined) return found;
    const colon = name.indexOf(':');
    const prefix = scope.map.get(colon < 0 ? '' : name.slice(0, colon));
    const local = name.slice(colon + 1);
    const ours = prefix === undefined ? name : prefix === '' ? local : `${prefix}:${local}`;
    scope.names.set(name, ours);
    return ours;
  }

  /** Attributes under our prefixes; those without a prefix belong to no namespace and keep their names. */
  attributes(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    if (this.#scope.isIdentity) return attributes;
    let ours: Record<string, string> | null = null;
    for (const name in attributes) {
      if (!name.includes(':') || name.startsWith('xmlns')) continue;
      ours ??= { ...attributes };
      delete ours[name];
      ours[this.element(name)] = attributes[name]!;
    }
    return ours ?? attributes;
  }

  get #scope(): Scope {
    return this.#scopes[this.#scopes.length - 1]!;
  }
}

/** A namespace that is none of ours must not pass for one of ours by its prefix. */
function foreign(prefix: string): string {
  return known.has(prefix) ? `foreign-${prefix}` : prefix;
}
