import { readdirSync } from 'node:fs';
import { resourceFolder } from './resource-folder.ts';

/** A folder with Tesseract's language data, and which languages are in it by their codes (`eng`, `deu`, `chi_sim`…). */
export interface LanguageFolder {
  readonly path: string;
  readonly languages: ReadonlySet<string>;
  /** True for a folder of `.traineddata.gz` files. */
  readonly isCompressed: boolean;
}

/** Where Tesseract's own installers put language data. */
const systemFolders = [
  '/usr/share/tesseract-ocr/5/tessdata',
  '/usr/share/tesseract-ocr/4.00/tessdata',
  '/usr/share/tessdata',
  '/usr/local/share/tessdata',
  '/opt/homebrew/share/tessdata',
  'C:\\Program Files\\Tesseract-OCR\\tessdata',
];

/** Not languages, but data for finding out script and orientation, and formulas. */
const noLanguages = new Set(['osd', 'equ']);

function folderAt(path: string, isCompressed: boolean): LanguageFolder {
  const ending = isCompressed ? '.traineddata.gz' : '.traineddata';
  let names: string[] = [];
  try {
    names = readdirSync(path);
  } catch {
    // Most machines have none of these folders.
  }
  const codes = names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
  return { path, languages: new Set(codes.filter((code) => !noLanguages.has(code))), isCompressed };
}

/**
 * The folders with language data on this machine, best first: what Bittern was given (the folder that
 * `BITTERN_OCR_FOLDER` names), what it was shipped with, what Tesseract has installed. Nothing is ever downloaded.
 */
export function languageFolders(paths: readonly string[] = defaultFolders()): LanguageFolder[] {
  return paths
    .flatMap((path) => [folderAt(path, false), folderAt(path, true)])
    .filter(({ languages }) => languages.size > 0);
}

function defaultFolders(): string[] {
  const shipped = resourceFolder('ocr');
  return [process.env.BITTERN_OCR_FOLDER, shipped, process.env.TESSDATA_PREFIX, ...systemFolders].filter(
    (folder): folder is string => typeof folder === 'string' && folder !== '',
  );
}

/** Tesseract's codes for the languages of people's machines, by ISO 639-1; those that are not here are their own prefix. */
const codes: Readonly<Record<string, readonly string[]>> = {
  bg: ['bul'],
  bn: ['ben'],
  cs: ['ces'],
  da: ['dan'],
  de: ['deu'],
  el: ['ell'],
  es: ['spa'],
  et: ['est'],
  fa: ['fas'],
  fr: ['fra'],
  ga: ['gle'],
  gl: ['glg'],
  he: ['heb'],
  hr: ['hrv'],
  id: ['ind'],
  ja: ['jpn'],
  lt: ['lit'],
  lv: ['lav'],
  mk: ['mkd'],
  nb: ['nor'],
  nl: ['nld'],
  nn: ['nor'],
  pl: ['pol'],
  pt: ['por'],
  sk: ['slk'],
  sl: ['slv'],
  sr: ['srp'],
  sv: ['swe'],
  tr: ['tur'],
  zh: ['chi_sim', 'chi_tra'],
};

/** Each language takes its share of the time, so no more than these are read at once. */
const languagesAtOnce = 3;

/** Which of a folder's languages to read with: that of the person's machine, English, then others, at most three. */
export function chooseLanguages(
  { languages }: Pick<LanguageFolder, 'languages'>,
  locale: string = Intl.DateTimeFormat().resolvedOptions().locale,
): string[] {
  const language = locale.split('-')[0]!.toLowerCase();
  const available = [...languages].sort();
  const own = codes[language] ?? available.filter((code) => code.startsWith(language) && code.length === 3);
  return [
    ...new Set([
      ...own.filter((code) => languages.has(code)),
      ...(languages.has('eng') ? ['eng'] : []),
      ...available,
    ]),
  ].slice(0, languagesAtOnce);
}
