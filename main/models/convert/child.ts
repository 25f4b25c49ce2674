import { serve } from '../../process/index.ts';
import { convert, inspectCheckpoint } from './convert.ts';
import { converterInterface } from './interface.ts';
import { latestReports } from './latest.ts';

/** The converter process. */
serve(converterInterface, {
  calls: {
    inspect: ({ source }) => inspectCheckpoint(source),
  },
  streams: {
    convert: (request, { signal }) => latestReports((context) => convert(request, context), signal),
  },
});
