/** A place in the source of the library's worker, and what stands there instead. */
export interface Change {
  readonly theirs: string;
  readonly ours: string;
}

/**
 * The library leaves out all characters of Unicode's category Cf, and with them the soft hyphens that many typesetting
 * programs mark the ends of lines with: words would stay in two halves. These are the library's expression for what it
 * leaves out, and the same without soft hyphens.
 */
const softHyphens: Change = {
  theirs: String.raw`(\p{Cf}+)`,
  ours: String.raw`((?:(?!\u00AD)\p{Cf})+)`,
};

/**
 * To say what text a link is on, the library reads the text of its page a second time: a third more work for a manual
 * full of links. Nobody here asks for links.
 */
const links: Change = {
  theirs: 'return new LinkAnnotation(parameters);',
  ours: 'return null;',
};

/**
 * What a few signs say where their shapes do not tell (ISO 32000-1, 14.9.4): browsers write it for the joined letters of
 * Indic scripts and Thai, and for ligatures; the library knows nothing of it. The first sign gets the text, the rest none.
 * Long texts are descriptions of pictures or whole paragraphs, whose places would be lost. Texts from right to left come
 * in another order than the signs beside them, and are read well without.
 */
const actualText: readonly Change[] = [
  {
    theirs: 'let textState, currentTextState;',
    ours: String.raw`let textState, currentTextState, actual = null;
    const marks = [];
    function beginMark(properties) {
      marks.push(actual);
      try {
        const dict = properties instanceof Name ? resources.get("Properties")?.get(properties.name) : properties;
        const bytes = dict instanceof Dict ? dict.get("ActualText") : null;
        if (typeof bytes !== "string" || bytes.length > 130) return;
        const text = stringToPDFString(bytes);
        if (text.length <= 64 && !/[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/.test(text)) actual = { text };
      } catch {}
    }
    function textOf(glyph) {
      if (!actual) return glyph.unicode;
      const { text } = actual;
      actual.text = "";
      return text;
    }`,
  },
  { theirs: 'const glyphUnicode = glyph.unicode;', ours: 'const glyphUnicode = textOf(glyph);' },
  ...[
    ['beginMarkedContent', 'beginMark(null);'],
    ['beginMarkedContentProps', 'beginMark(args[1]);'],
    ['endMarkedContent', 'actual = marks.pop() ?? null;'],
  ].map(
    ([operator, addition]): Change => ({
      theirs: `case OPS.${operator}:\n            flushTextContentItem();`,
      ours: `case OPS.${operator}:\n            flushTextContentItem();\n            ${addition}`,
    }),
  ),
];

/** All that is changed in the library's worker when it is loaded. */
export const changes: readonly Change[] = [softHyphens, links, ...actualText];
