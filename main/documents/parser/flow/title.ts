/** A title as its author meant it, or null for what programs put there: file names, "Slide 1", "Untitled". */
export function usableTitle(title: string): string | null {
  const line = title.replace(/\s+/g, ' ').trim();
  if (
    line.length < 3 ||
    /^[a-z0-9]+([-_][a-z0-9]+)+$|\.(docx?|pptx?|xlsx?|odt|odp|ods|rtf|tmp|html?|indd|qxd)$/i.test(line)
  )
    return null;
  if (
    /^(untitled|unbenannt|document\s?\d*|slide 1|folie 1|powerpoint presentation|powerpoint-präsentation|présentation powerpoint|microsoft (word|powerpoint|excel)\b.*|book\s?\d+|title)$/i.test(
      line,
    )
  )
    return null;
  return line;
}
