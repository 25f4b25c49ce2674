import type { InstalledModel } from '../../preload/contract/index.ts';
import type { Residence } from './residence.ts';
import { withinPatience } from './silence.ts';

/**
 * Unit vectors of texts, in their order, from a model that is kept beside the answering one. The process lets answers go first:
 * while there is one, silence is no hang.
 */
export async function embed(
  { process }: Residence,
  model: InstalledModel,
  texts: readonly string[],
  {
    patienceMs,
    isAnswering,
    signal,
  }: { patienceMs: number; isAnswering(): boolean; signal: AbortSignal | undefined },
): Promise<Float32Array[]> {
  const { life, engine } = await process.running(signal);
  const input = { engine, path: model.path, texts: [...texts] };
  const stream = life.child.stream('embed', input, signal ? { signal } : {});
  const onSilence = (): true | Promise<Error> => (isAnswering() ? true : process.hung(life));
  const vectors: Float32Array[] = [];
  for await (const { index, vector } of withinPatience(stream, patienceMs, onSilence))
    vectors[index] = vector;
  return vectors;
}
