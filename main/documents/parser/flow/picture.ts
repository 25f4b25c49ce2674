/** The description of a picture when somebody wrote one: a sentence, not a file's name. */
export function pictureDescription(description: string): string | null {
  const line = description.replace(/\s+/g, ' ').trim();
  if (line.split(' ').length < 3 || /^\S*[/\\]|\.(png|jpe?g|gif|emf|wmf|svg|tiff?|bmp)$/i.test(line))
    return null;
  return `[Picture: ${line.replace(/\s*Description automatically generated\.?$/i, '').trim()}]`;
}
