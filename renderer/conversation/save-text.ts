/** Longer names are refused by some file systems, with what the system appends to a second copy. */
const longestName = 100;

/** A name that every system takes for a file, from a title that may hold anything. */
export function fileNameFor(title: string): string {
  const plain = title
    // Control and direction marks, and what separates folders or means something to a system.
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+/, '');
  const short = [...plain]
    .slice(0, longestName)
    .join('')
    .replace(/[\s.]+$/, '');
  return `${short || 'Conversation'}.md`;
}

/** Hands a text to the person as a file: the browser downloads it, the desktop program asks where to. */
export function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/markdown' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun when the click returns, but some browsers open the address a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
