import { serve } from '../../process/index.ts';
import { convert, inspectCheckpoint } from './convert.ts';
import {
  type ConversionItem,
  converterInterface,
  type QualityItem,
  type QualityProgress,
  type RandomModelItem,
} from './interface.ts';
import { measureQuality } from './quality/index.ts';
import { shapeNamed } from './random/shapes.ts';
import { writeRandomModel } from './random/write.ts';
import { reportsOf } from './reports.ts';

/** The converter process. */
serve(converterInterface, {
  calls: {
    inspect: ({ source }) => inspectCheckpoint(source),
  },
  streams: {
    convert: (request, { signal }) =>
      reportsOf<ConversionItem>(
        async (reporting) => reporting.emit(await convert(request, reporting)),
        signal,
      ),
    quality: (request, { signal }) =>
      reportsOf<QualityItem>(async ({ emit, report, signal: either }) => {
        const context = {
          signal: either,
          report: (each: QualityProgress) => report({ kind: 'progress', report: each }),
        };
        for await (const row of measureQuality(request, context)) emit({ kind: 'row', row });
      }, signal),
    random: ({ output, shape, recipe, layers }, { signal }) =>
      reportsOf<RandomModelItem>(async ({ emit, report, signal: either }) => {
        const bytes = await writeRandomModel(output, shapeNamed(shape, recipe, layers ?? 32), {
          signal: either,
          onProgress: (progress) => report({ kind: 'progress', progress }),
        });
        emit({ kind: 'result', bytes });
      }, signal),
  },
});
