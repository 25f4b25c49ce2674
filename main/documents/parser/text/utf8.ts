/** How much of a stretch of bytes is UTF-8. A sequence cut off at the very end is not counted either way. */
export interface Utf8Survey {
  /** Valid sequences of two or more bytes. */
  valid: number;
  /** Bytes beyond ASCII that are part of no valid sequence. */
  invalid: number;
  /** Valid sequences of two or more bytes before the first invalid byte. */
  validBeforeFirstInvalid: number;
}

/**
 * The length of the well-formed UTF-8 sequence at `index`, 0 when there is none, or -1 when the bytes end within it.
 * Follows the table of well-formed byte sequences of the Unicode Standard (chapter 3, table 3-7).
 */
export function utf8SequenceLength(bytes: Uint8Array, index: number): number {
  const lead = bytes[index]!;
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const secondFrom = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const secondTo = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let offset = 1; offset < length; offset++) {
    const byte = bytes[index + offset];
    if (byte === undefined) return -1;
    if (byte < (offset === 1 ? secondFrom : 0x80) || byte > (offset === 1 ? secondTo : 0xbf)) return 0;
  }
  return length;
}

/** Counts what is UTF-8 in `bytes` and what is not. */
export function surveyUtf8(bytes: Uint8Array): Utf8Survey {
  const survey: Utf8Survey = { valid: 0, invalid: 0, validBeforeFirstInvalid: 0 };
  for (let index = 0; index < bytes.length; ) {
    if (bytes[index]! < 0x80) {
      index += 1;
      continue;
    }
    const length = utf8SequenceLength(bytes, index);
    if (length < 0) break;
    if (length === 0) {
      if (survey.invalid === 0) survey.validBeforeFirstInvalid = survey.valid;
      survey.invalid += 1;
      index += 1;
    } else {
      survey.valid += 1;
      index += length;
    }
  }
  if (survey.invalid === 0) survey.validBeforeFirstInvalid = survey.valid;
  return survey;
}
