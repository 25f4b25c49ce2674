/** The signs that documents really take from picture fonts: tick boxes, ticks, arrows, bullets, Greek letters. */
const wingdings: Readonly<Record<number, string>> = {
  74: '☺',
  108: '●',
  110: '■',
  111: '☐',
  113: '❑',
  118: '❖',
  159: '•',
  167: '▪',
  168: '☐',
  216: '➢',
  223: '←',
  224: '→',
  225: '↑',
  226: '↓',
  232: '➔',
  240: '⇨',
  251: '✗',
  252: '✓',
  253: '☒',
  254: '☑',
};

/** The Symbol font's Greek letters and operators, from its position 0x22 on. */
const symbol: Readonly<Record<number, string>> = {
  34: '∀',
  36: '∃',
  39: '∍',
  64: '≅',
  92: '∴',
  163: '≤',
  165: '∞',
  171: '↔',
  172: '←',
  173: '↑',
  174: '→',
  175: '↓',
  176: '°',
  177: '±',
  179: '≥',
  180: '×',
  181: '∝',
  182: '∂',
  183: '•',
  184: '÷',
  185: '≠',
  186: '≡',
  187: '≈',
  188: '…',
  197: '⊕',
  198: '∅',
  199: '∩',
  200: '∪',
  206: '∈',
  209: '∇',
  213: '∏',
  214: '√',
  215: '⋅',
  222: '⇒',
  229: '∑',
  242: '∫',
};
const greekOfLatin = 'ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ';
const smallGreekOfLatin = 'αβχδεφγηιϕκλμνοπθρστυϖωξψζ';

/** The character that a picture font shows at a position (with or without the 0xF000 that Word adds); empty when unknown. */
export function symbolCharacter(font: string, position: number): string {
  const code = position >= 0xf000 && position <= 0xf0ff ? position - 0xf000 : position;
  if (/^wingdings$/i.test(font)) return wingdings[code] ?? '';
  if (/^symbol$/i.test(font)) {
    if (code >= 0x41 && code <= 0x5a) return greekOfLatin[code - 0x41]!;
    if (code >= 0x61 && code <= 0x7a) return smallGreekOfLatin[code - 0x61]!;
    return symbol[code] ?? (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '');
  }
  return '';
}
