import { mapTensors } from '../btlm/mapping.ts';
import { btlmMetadata } from '../btlm/metadata.ts';
import { storedType } from '../btlm/recipes.ts';
import { layOutGguf, type MetadataValue } from '../gguf/layout.ts';
import { noDigest, type Plan, shapeOf } from '../quantize/plan.ts';

/** Metadata that says nothing; it makes one header as long as another. */
const fillerKey = 'bittern.filler';

/**
 * A header under which the beginning of a planned file is a whole model of fewer layers: what every layer needs comes first
 * in the file, then two layers, one behind the other. It is as long as the file's own header, so not a byte of the weights has to
 * move, and a model of at most `wholeLayers` layers can be tried without a copy.
 */
export function beginningHeader(plan: Plan, layers: number): Buffer {
  const { config, vocabulary } = plan.checkpoint;
  if (layers >= config.layers) return plan.header(noDigest);
  const shapes = mapTensors({ ...config, layers }).map((tensor) =>
    shapeOf(tensor, storedType(plan.recipe, tensor)),
  );
  const metadata = btlmMetadata({ ...plan, config, vocabulary, digest: noDigest, layers });
  const layOut = (filler: string): Buffer =>
    layOutGguf(
      new Map<string, MetadataValue>([...metadata, [fillerKey, { type: 'string', value: filler }]]),
      shapes,
    ).header;
  const wanted = plan.header(noDigest).length;
  // Headers are padded to the alignment: as much filler as that leaves missing makes both equally long.
  const header = layOut(' '.repeat(Math.max(0, wanted - layOut('').length)));
  if (header.length !== wanted) throw new Error('The two headers cannot be made equally long.');
  return header;
}
