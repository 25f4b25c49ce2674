import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import koffi from 'koffi';
import { BitternError } from '../../../../preload/contract/index.ts';
import { type GgmlType, ggmlTypes } from '../gguf/types.ts';

/** The two directions of ggml's own code that Bittern calls, on float32 rows. */
export interface Quantizer {
  /** Stores `rows` rows of `columns` numbers from `source` as `type` in `target`. Returns the bytes written. */
  quantize(type: GgmlType, source: Float32Array, target: Uint8Array, rows: number, columns: number): number;
  /** Reads `count` numbers stored as `type` back to float32. */
  dequantize(type: GgmlType, stored: Uint8Array, target: Float32Array, count: number): void;
}

/** Processor packages of node-llama-cpp for a machine, in order of preference; their `ggml-base` is the same code. */
function packageNames(platform: string, arch: string): string[] {
  const system = platform === 'darwin' ? 'mac' : platform === 'win32' ? 'win' : platform;
  const cpu = arch === 'arm' ? 'armv7l' : arch;
  const plain = `${system}-${cpu}`;
  return [plain, `${plain}-metal`, `${plain}-vulkan`, `${plain}-cuda`];
}

const libraryNames: Readonly<Record<string, string>> = {
  darwin: 'libggml-base.dylib',
  win32: 'ggml-base.dll',
};

/** In a packaged program native files stand beside the archive, and only there can the system load them. */
function outsideArchive(path: string): string {
  return path.replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2');
}

/** The folder of an installed package of node-llama-cpp, or null. */
function packageFolder(name: string): string | null {
  const require = createRequire(import.meta.url);
  try {
    const main = createRequire(require.resolve('node-llama-cpp'));
    for (const folder of main.resolve.paths('@node-llama-cpp') ?? []) {
      const candidate = join(folder, '@node-llama-cpp', name);
      if (existsSync(candidate)) return candidate;
    }
  } catch {
    // Not installed: the caller says so with the names that were looked for.
  }
  return null;
}

/** The path of ggml's base library, which has every block format and needs no particular processor. */
export function ggmlLibraryPath(platform: string = process.platform, arch: string = process.arch): string {
  const file = libraryNames[platform] ?? 'libggml-base.so';
  const names = packageNames(platform, arch);
  for (const name of names) {
    const folder = packageFolder(name);
    const bins = folder && join(folder, 'bins');
    if (!bins || !existsSync(bins)) continue;
    for (const flavour of readdirSync(bins)) {
      const path = outsideArchive(join(bins, flavour, file));
      if (existsSync(path)) return path;
    }
  }
  throw new BitternError(
    'internal',
    `This installation of Bittern lacks ggml for ${platform} ${arch} (${file}); reinstall it to convert models.`,
  );
}

/** Names of ggml's functions that read a format back, where it is not a plain one. */
const readers: Partial<Record<GgmlType, string>> = {
  IQ4_NL: 'dequantize_row_iq4_nl',
  Q4_K: 'dequantize_row_q4_K',
  Q5_K: 'dequantize_row_q5_K',
  Q6_K: 'dequantize_row_q6_K',
  Q8_0: 'dequantize_row_q8_0',
  F16: 'ggml_fp16_to_fp32_row',
};

let loaded: Quantizer | undefined;

/** Binds ggml's quantizer. Cheap after the first call of a thread. */
export function loadQuantizer(): Quantizer {
  loaded ??= bind(ggmlLibraryPath());
  return loaded;
}

function bind(path: string): Quantizer {
  // On Windows the library's own dependencies stand beside it.
  const library = koffi.load(path);
  const chunk = library.func(
    'size_t ggml_quantize_chunk(int type, const float *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const float *imatrix)',
  );
  const rowReaders = new Map<GgmlType, (stored: Uint8Array, target: Float32Array, count: number) => void>();
  const readerOf = (type: GgmlType) => {
    const name = readers[type];
    if (!name) throw new Error(`There is no reader for ${type}.`);
    const reader =
      rowReaders.get(type) ?? library.func(`void ${name}(const void *stored, float *target, int64_t count)`);
    rowReaders.set(type, reader);
    return reader;
  };
  return {
    quantize: (type, source, target, rows, columns) => {
      if (type === 'F32') {
        target.set(new Uint8Array(source.buffer, source.byteOffset, rows * columns * 4));
        return rows * columns * 4;
      }
      return Number(chunk(ggmlTypes[type].id, source, target, 0, rows, columns, null));
    },
    dequantize: (type, stored, target, count) => {
      if (type === 'F32')
        new Uint8Array(target.buffer, target.byteOffset, count * 4).set(stored.subarray(0, count * 4));
      else readerOf(type)(stored, target, count);
    },
  };
}
