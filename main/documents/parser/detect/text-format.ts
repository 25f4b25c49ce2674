import type { TextType } from '../types.ts';

/** Extensions of formats that are read as text, by what they are read as. */
const byExtension: Readonly<Record<TextType, readonly string[]>> = {
  markdown: ['md', 'markdown', 'mdown', 'mkd', 'mkdn', 'mdx', 'qmd', 'rmd', 'mdwn'],
  csv: ['csv', 'tsv', 'tab', 'psv'],
  json: ['json', 'jsonl', 'ndjson', 'geojson', 'ipynb', 'jsonld', 'har', 'webmanifest'],
  html: ['html', 'htm', 'xhtml', 'xht', 'shtml', 'mhtml', 'mht'],
  rtf: ['rtf'],
  xml: ['xml', 'rss', 'atom', 'dbk', 'docbook', 'fb2', 'tei', 'opml', 'gpx', 'kml'],
  eml: ['eml', 'mime', 'mbox', 'mbx'],
  text: [
    'txt',
    'text',
    'log',
    'rst',
    'adoc',
    'asciidoc',
    'org',
    'tex',
    'latex',
    'srt',
    'vtt',
    'me',
    'nfo',
    'diff',
    'patch',
  ],
  code: (
    'js mjs cjs jsx ts mts cts tsx py pyi pyw rb php pl pm lua r jl java kt kts scala groovy clj cljs go rs c h cc cpp cxx hpp hh hxx ' +
    'm mm cs fs fsx vb swift dart zig nim d pas ada adb ads f f90 f95 for hs ml mli ex exs erl hrl elm lisp el scm rkt asm s v sv vhd ' +
    'sql sh bash zsh fish ps1 psm1 bat cmd awk sed tcl cmake make mk gradle dockerfile xsd xsl xslt svg yaml yml toml ini cfg conf ' +
    'properties env css scss sass less vue svelte astro graphql gql proto thrift tf hcl nix plist resx po pot bib sty cls rkt sol wat'
  ).split(' '),
};

const typeOfExtension = new Map<string, TextType>(
  Object.entries(byExtension).flatMap(([type, extensions]) =>
    extensions.map((extension) => [extension, type as TextType] as const),
  ),
);
const typeOfBareName = new Map<string, TextType>([
  ['makefile', 'code'],
  ['dockerfile', 'code'],
  ['gemfile', 'code'],
  ['rakefile', 'code'],
  ['cmakelists.txt', 'code'],
]);

function extensionOf(fileName: string): string {
  const name = fileName
    .slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
    .toLowerCase();
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1) : '';
}

/** The kind that a file's name claims among text formats, or null. */
export function typeByName(fileName: string): TextType | null {
  return typeOfBareName.get(fileName.toLowerCase()) ?? typeOfExtension.get(extensionOf(fileName)) ?? null;
}

const htmlStart = /^(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]{0,4000}?-->\s*)*(?:<!doctype\s+html|<html[\s>])/i;
const htmlTags = /<(?:head|body|div|span|p|table|title|script|style|h[1-6]|ul|a\s+href|meta|br)\b[^>]*>/gi;
const mailHeader =
  /^(?:return-path|received|from|to|cc|subject|date|message-id|mime-version|content-type|content-transfer-encoding|delivered-to|reply-to|x-[\w-]+|dkim-signature|authentication-results|arc-[\w-]+):[ \t]/i;

/** True when a text begins as an e-mail does: three or more of its usual header lines and nothing but header lines. */
function looksLikeMail(text: string): boolean {
  let headers = 0;
  const seen = new Set<string>();
  for (const line of text.split(/\r?\n/, 200)) {
    if (line === '') break;
    if (/^[ \t]/.test(line) && headers > 0) continue;
    // A mailbox kept by a mail program begins each message with a line of its own.
    if (headers === 0 && line.startsWith('From ')) {
      if (/^From \S+.*\d\d:\d\d/.test(line)) headers += 1;
      continue;
    }
    if (!/^[!-9;-~]+:/.test(line)) return false;
    if (mailHeader.test(line)) {
      headers += 1;
      seen.add(line.slice(0, line.indexOf(':')).toLowerCase());
    }
  }
  return (
    headers >= 3 && (seen.has('from') || seen.has('message-id')) && (seen.has('date') || seen.has('subject'))
  );
}

/** True for a complete JSON value, or for the beginning of one when `isWhole` is false. */
function looksLikeJson(text: string, isWhole: boolean): boolean {
  const start = text.trimStart();
  if (!/^[[{]/.test(start)) return false;
  if (isWhole) {
    try {
      JSON.parse(start);
      return true;
    } catch {
      return false;
    }
  }
  return /^(?:\{\s*"(?:[^"\\]|\\.)*"\s*:|\[\s*(?:[[{"]|-?\d|true|false|null))/.test(start);
}

/** True when the first lines all split into the same number (three or more) of fields at one separator. */
function looksLikeTable(text: string, isWhole: boolean): boolean {
  const lines = text.split(/\r?\n|\r/);
  if (!isWhole) lines.pop();
  const sample = lines.filter((line) => line.trim() !== '').slice(0, 20);
  if (sample.length < 3) return false;
  return [',', ';', '\t'].some((separator) => {
    const counts = sample.map((line) => line.replace(/"(?:[^"]|"")*"/g, '').split(separator).length);
    return counts[0]! >= 3 && counts.every((count) => count === counts[0]);
  });
}

/**
 * What a text is, from its beginning and, where that leaves a choice, from its name. `isWhole` says that `head` is the
 * whole text.
 */
export function detectTextFormat(head: string, fileName: string, isWhole: boolean): TextType {
  const named = typeByName(fileName);
  const text = head.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('{\\rtf')) return 'rtf';
  if (looksLikeMail(text)) return 'eml';
  // Source code and prose about web pages hold tags as well: the name of such a file outweighs them.
  const isNamedOther = named !== null && named !== 'html' && named !== 'text';
  if (htmlStart.test(text) && !isNamedOther) return 'html';
  if (named && named !== 'rtf' && named !== 'eml' && named !== 'text') return named;
  if (looksLikeJson(text, isWhole)) return 'json';
  if (named === 'text') return 'text';
  if (text.startsWith('<?xml')) return 'xml';
  if (text.startsWith('<') && (text.match(htmlTags)?.length ?? 0) >= 3) return 'html';
  if (looksLikeTable(text, isWhole)) return 'csv';
  if (text.startsWith('#!')) return 'code';
  return 'text';
}
