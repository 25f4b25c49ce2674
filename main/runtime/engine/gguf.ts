import { stat } from 'node:fs/promises';
import { BitternError } from '../../../preload/contract/index.ts';
import type { ContextShape, Needs } from '../interface.ts';
import type { FileInfo, Library } from './library.ts';
import { amxPackingBytes, leftInFile, neighbourhoodBytes } from './packing.ts';

/** What the process took when it had loaded no model yet. */
let programBytes: number | undefined;

/** Notes what the process takes before its first model is loaded; later it does nothing. */
export function noteProgramBytes(): number {
  programBytes ??= process.memoryUsage.rss();
  return programBytes;
}

/** What the process takes more once it has answered: script that was compiled, buffers. Measured. */
const growthBytes = 12 * 1024 ** 2;

/** Elsewhere what was mapped could not be given back, and the file would count a second time. */
const onLinux = process.platform === 'linux';

const vocabularyKeys = ['tokens', 'merges', 'token_type', 'scores'].map((key) => `tokenizer.ggml.${key}`);

/** Reads a GGUF file's head, `briefly` without its vocabulary. Throws `unreadable` with a sentence when it has none. */
export async function readHead(library: Library, path: string, briefly = false): Promise<FileInfo> {
  try {
    return await library.module.readGgufFileInfo(path, {
      sourceType: 'filesystem',
      logWarnings: false,
      ignoreKeys: briefly ? vocabularyKeys : [],
    });
  } catch (cause) {
    throw new BitternError(
      'unreadable',
      'This is not a model file that Bittern can read: the head of a GGUF file is missing or damaged.',
      { cause },
    );
  }
}

/**
 * What a model and its contexts take, in bytes, by llama.cpp's own accounting: it lays out weights and buffers without
 * allocating them. Throws `unreadable` for files that are no runnable model.
 */
export async function reckon(
  library: Library,
  path: string,
  shapes: readonly ContextShape[],
): Promise<Needs> {
  const head = await readHead(library, path);
  const insights = await library.module.GgufInsights.from(head, library.llama);
  const architecture = head.metadata.general.architecture;
  if (!insights.isSupportedByLlamaCpp)
    throw new BitternError('unreadable', `Models of the architecture "${architecture}" cannot be run.`);
  const onGpu = library.backend !== 'cpu';
  const layersOnDevice = onGpu ? insights.totalLayers : 0;
  const flashAttention = onGpu ? ('auto' as const) : false;
  try {
    const weights = await insights.estimateModelResourceRequirementsV2({
      gpuLayers: layersOnDevice,
      useMmap: onGpu,
    });
    const program = noteProgramBytes();
    const left = onLinux ? leftInFile(library, head, (await stat(path)).size) : null;
    const lookedUp = left ? left.lookedUp.end - left.lookedUp.start : 0;
    const contexts: Needs['contexts'] = [];
    for (const { contextTokens, batchTokens } of shapes) {
      const taken = await insights.estimateContextResourceRequirementsV2({
        contextSize: contextTokens,
        batchSize: batchTokens,
        sequences: 1,
        modelGpuLayers: layersOnDevice,
        flashAttention,
      });
      const all = taken.cpuRam + taken.gpuVram;
      const kvCache = Math.min(all, kvCacheBytes(head, contextTokens));
      // A snapshot is saved through a buffer with the keys of one layer.
      const saving = kvCache / (2 * Math.max(1, head.architectureMetadata.block_count ?? 1));
      const rows = Math.min(lookedUp, batchTokens * neighbourhoodBytes);
      const scratch = all - kvCache + saving + rows;
      contexts.push({ contextTokens, batchTokens, kvCache, scratch, onDevice: taken.gpuVram });
    }
    return {
      architecture,
      trainedContext: insights.trainContextSize ?? 2048,
      layers: insights.totalLayers,
      weights: weights.cpuRam + amxPackingBytes(library, head) - lookedUp + (left?.neighbours ?? 0),
      deviceWeights: weights.gpuVram,
      leftInFile: left,
      layersOnDevice,
      program: program + growthBytes,
      contexts,
    };
  } catch (cause) {
    throw await unusable(library, cause);
  }
}

/** Keys and values of every layer in F16: 2 × 2 bytes × layers × width of the key and value heads, a token. */
export function kvCacheBytes(head: FileInfo, contextTokens: number): number {
  const { block_count, embedding_length, attention } = head.architectureMetadata;
  const heads = single(attention?.head_count) ?? 1;
  const keyValueHeads = single(attention?.head_count_kv) ?? heads;
  const width = ((embedding_length ?? 0) / heads) * keyValueHeads;
  return 2 * 2 * (block_count ?? 0) * width * contextTokens;
}

function single(value: number | number[] | undefined): number | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** What llama.cpp logs arrives a moment after the call that it is about has failed. */
const logDelayMs = 30;

/** Turns a refusal of llama.cpp into a sentence, using what it logged. */
export async function unusable(library: Library, cause: unknown): Promise<BitternError> {
  if (cause instanceof BitternError) return cause;
  await new Promise((resolve) => setTimeout(resolve, logDelayMs));
  const said = `${library.complaints.join('\n')}\n${(cause as Error)?.message ?? ''}`;
  library.complaints.length = 0;
  const wrap = (code: 'unreadable' | 'no-room', message: string): BitternError =>
    new BitternError(code, message, { cause: new Error(said.trim(), { cause }) });
  if (/not within the file bounds|corrupted or incomplete|unexpectedly reached end/i.test(said))
    return wrap('unreadable', 'The model file is incomplete or damaged. Get it again, or convert it again.');
  if (/failed to allocate|unable to allocate|not enough|out of memory|insufficient/i.test(said))
    return wrap(
      'no-room',
      'There is not enough free memory for this model. Close other programs, or choose a smaller context in the settings.',
    );
  if (/unknown model architecture/i.test(said))
    return wrap('unreadable', 'Models of this architecture cannot be run.');
  return wrap(
    'unreadable',
    'The model could not be loaded: its file is damaged, or of a kind that cannot be run.',
  );
}
