import { serve } from '../../process/index.ts';
import { denyNetwork, guardProcess } from './confine.ts';
import { parserInterface } from './interface.ts';
import { parseFile } from './parse-file.ts';

/** The parser process: the only place where files of unknown origin are opened. It gives itself no network and little memory. */
denyNetwork();
guardProcess(Number(process.env.BITTERN_PARSER_MEBIBYTES ?? 1200) * 1024 * 1024);
serve(parserInterface, {
  calls: { ping: () => ({ ok: true as const }) },
  streams: { parse: loggedParseFile },
});

/** `parseFile` with the reason behind its sentence on standard error, where whoever mends a parser finds it. */
async function* loggedParseFile(...input: Parameters<typeof parseFile>): ReturnType<typeof parseFile> {
  try {
    yield* parseFile(...input);
  } catch (thrown) {
    const cause = (thrown as Error).cause;
    if (cause instanceof Error) process.stderr.write(`${cause.stack}\n`);
    throw thrown;
  }
}
