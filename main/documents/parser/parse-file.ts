import { asBitternError, BitternError } from '../../../preload/contract/errors.ts';
import { detect } from './detect/index.ts';
import type { ParsedItem, ParseRequest } from './interface.ts';
import { parserFor } from './parsers.ts';
import { documentTypeLabels } from './types.ts';

/**
 * Reads one file: finds out what it is, and yields what the parser of its kind finds. A parser that fails in a way
 * it did not foresee has met a damaged file: that is said as `unreadable`, with the reason kept as the cause.
 */
export async function* parseFile(
  request: ParseRequest,
  context: { signal: AbortSignal },
): AsyncGenerator<ParsedItem> {
  const { type } = await detect(request.path, request.fileName);
  const parse = await parserFor(type);
  try {
    yield* parse(request, { signal: context.signal, type });
  } catch (thrown) {
    if (thrown instanceof BitternError || context.signal.aborted) throw asBitternError(thrown);
    throw new BitternError(
      'unreadable',
      `This ${documentTypeLabels[type]} is damaged or unusual in a way that Bittern cannot read. Open it in the program it was made with, save it anew and add that.`,
      { cause: thrown },
    );
  }
}
