const asksForDefinition =
  /^\s*(please )?(what|who)('s|’s| is| are| was| were)\s+(an? |the )?([^?]+)\??\s*$|^\s*(please )?(define|explain)\s+(.+?)\??\s*$|^\s*what (does|do)\s+(.+?)\s+(mean|stand for)\??\s*$|^\s*was (ist|sind)\s+(.+?)\??\s*$/i;

/** With more words than this the question is about a property of the thing, not about what it is. */
const mostWords = 3;

/**
 * How surely a sentence says what a thing is. `clear`: `X is a…`, `X (also Y) refers to…`, `long name (X)`, `known as X`,
 * `X, a…,`. `likely`: it has the thing as its subject, of which it says something: `X is controlled by…`.
 */
export type Definition = 'clear' | 'likely';

const articles = 'an?|the|one|any|some|ein|eine|einer|der|die|das';
const be = 'is|are|was|were|remains?|ist|sind';
/** After these words the thing is not what the sentence is about: "the weapon against X is a…". */
const noSubject =
  /(?:^|[^\p{L}])(?:of|in|on|at|to|by|for|with|from|against|about|and|or|von|in|mit)\s+(?:(?:the|an?)\s+)?$/iu;
const naming = new RegExp(
  String.raw`(called|termed|named|known\s+as|referred\s+to\s+as|defined\s+as)\s+((${articles})\s+)?["“'‘]?$`,
  'iu',
);
/** What stands between a subject and its verb, and the verbs, looked for behind the name. */
const beforeVerb = String.raw`^(\s*\([^)]*\))?(,[^,]{2,60},)?\s+(virus\s+|disease\s+)?`;
const defining = new RegExp(
  [
    String.raw`${beforeVerb}(${be})\s+((\p{L}+ly\s+)?(${articles})|defined|known|called|considered)(?!\p{L})`,
    String.raw`${beforeVerb}(means?|refers?|stands?|denotes?|describes?|bezeichnet)(?!\p{L})`,
    String.raw`^\s*\((${articles}|also|or)\s`,
    String.raw`^,\s+(${articles}|also|or)\s`,
  ].join('|'),
  'iu',
);
const saying = new RegExp(String.raw`${beforeVerb}(${be})(?!\p{L})`, 'iu');
/** So much is looked at before and behind the name. */
const lookAround = { before: 32, behind: 160 } as const;

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * For a question about what something is: finds out how surely a sentence says it, or null where it does not. Null for all
 * other questions.
 * @param words the question's words that say what it is about, as they stand in it
 */
export function definitionFinder(
  question: string,
  words: readonly string[],
): ((sentence: string) => Definition | null) | null {
  if (words.length === 0 || words.length > mostWords || !asksForDefinition.test(question)) return null;
  const named = words.map(escaped).join(String.raw`[\s\S]{1,3}`);
  const name = new RegExp(String.raw`(?<=^|[^\p{L}\p{N}])${named}s?`, 'giu');
  return (sentence) => {
    let found: Definition | null = null;
    // Most sentences do not have the name, so it is looked for first, and alone.
    for (const match of sentence.matchAll(name)) {
      const end = match.index + match[0].length;
      const before = sentence.slice(Math.max(0, match.index - lookAround.before), match.index);
      const behind = sentence.slice(end, end + lookAround.behind);
      if (naming.test(before) || (before.endsWith('(') && /^[),;]/.test(behind))) return 'clear';
      if (noSubject.test(before)) continue;
      if (defining.test(behind)) return 'clear';
      if (saying.test(behind)) found = 'likely';
    }
    return found;
  };
}
