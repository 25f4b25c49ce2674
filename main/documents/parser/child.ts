import { serve } from '../../process/index.ts';
import { parserInterface } from './interface.ts';
import { parseFile } from './parse-file.ts';

/** The parser process: the only place where files of unknown origin are opened. Its parent limits its memory and time. */
serve(parserInterface, {
  calls: { ping: () => ({ ok: true as const }) },
  streams: { parse: parseFile },
});
