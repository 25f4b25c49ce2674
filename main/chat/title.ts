/** The longest a title made from a question gets. */
const longest = 60;

/** A conversation's title from its first question: its first line, cut at a word. */
export function titleFrom(question: string): string {
  const line = question.trim().split('\n', 1)[0]!.replace(/\s+/g, ' ');
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest);
  const space = cut.lastIndexOf(' ');
  return `${(space > longest / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
