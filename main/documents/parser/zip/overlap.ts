/** Where an entry's packed bytes stand in the archive, as the list of contents says. */
export interface EntrySpan {
  /** Offset of the entry's own header. */
  readonly start: number;
  readonly packedBytes: number;
  /** Length of the entry's name in bytes. */
  readonly nameBytes: number;
}

/** Size of an entry's header without its name and extra field (APPNOTE.TXT, section 4.3.7). */
const headerBytes = 30;

/**
 * True when two entries claim the same bytes of the archive. Nothing but a bomb does that: it is how a few kilobytes are
 * made to inflate to terabytes while no single entry looks wrong.
 */
export function entriesOverlap(spans: readonly EntrySpan[]): boolean {
  const ordered = [...spans].sort((a, b) => a.start - b.start);
  return ordered.some((span, index) => {
    const next = ordered[index + 1];
    return next !== undefined && next.start < span.start + headerBytes + span.nameBytes + span.packedBytes;
  });
}
