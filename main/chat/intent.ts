/** What people call the thing they dropped on the window. */
const thing = `(?:documents?|papers?|files?|books?|texts?|articles?|reports?|pdfs?|contracts?|tables?|sheets?|lists?|spreadsheets?|pages?|e-?mails?)`;

/**
 * Requests that are about a document as a whole, which the best few passages cannot answer: summaries, lists of everything,
 * counts, overviews, comparisons across the text.
 */
const wholeDocument: readonly RegExp[] = [
  /\b(summary|summaries|summari[sz](e|ing)|tl;?dr|recap|gist|overview)\b/i,
  /\b(main|key|central|major|most important)\s+(points?|ideas?|themes?|arguments?|findings?|messages?|take-?aways?|topics?|conclusions?)\b/i,
  new RegExp(
    String.raw`\bwhat(?:'s| is| are| does)\s+(?:this|these|it|the)\s*${thing}?\s*(?:all\s+)?(?:about|say|cover)\b`,
    'i',
  ),
  /\b(list|name|enumerate|collect|extract|find|give\s+me|show\s+me)\s+(me\s+)?(all|every|each)\b/i,
  /^\s*(please\s+)?list\s+/i,
  new RegExp(
    String.raw`\bhow\s+many\b.*\b(?:in|on|does|do)\s+(?:this|the|these|my|it)\s+(?:\w+\s+)?${thing}\b`,
    'i',
  ),
  /\bhow\s+many\b.*\b(?:are|is|were)\s+(?:\w+\s+)?(?:mentioned|listed|named|described|given|shown)\b/i,
  /\bcount\s+(all|the|every|how)\b/i,
  /\b(all|every|each)\s+(of\s+)?(the\s+)?\w+\s+(mentioned|listed|named|described)\b/i,
  new RegExp(String.raw`\b(?:throughout|in|across|of) the (?:whole|entire|full) ${thing}\b`, 'i'),
  /\b(resum(e|en|er|ir)|zusammenfass\w*|fasse\b.*\bzusammen|résum\w*|riassum\w*|samenvat\w*)\b/iu,
  /(总结|概括|摘要|要約|まとめ|요약)/u,
];

/** Whether a question is about the whole of the documents rather than about a place in them. */
export function asksAboutWhole(question: string): boolean {
  return wholeDocument.some((pattern) => pattern.test(question));
}
