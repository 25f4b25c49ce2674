/** Control words that stand for characters. */
export const characters: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  lbr: '\n',
  page: '\n',
  column: '\n',
  softline: '\n',
  emdash: '—',
  endash: '–',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  zwj: '\u200D',
  zwnj: '\u200C',
};

/** Control symbols that stand for characters. */
export const symbols: Readonly<Record<string, string>> = {
  '~': ' ',
  _: '-',
  '\t': '\t',
  '\\': '\\',
  '{': '{',
  '}': '}',
};
