import { cpus, freemem } from 'node:os';
import { BitternError } from '../../../preload/contract/index.ts';
import { skipBindingTest } from '../../process/index.ts';
import type { BackendName, EngineSettings, Machine } from '../interface.ts';
import { OtherPrograms } from './other-programs.ts';
import { ThreadCount } from './thread-count.ts';

/** node-llama-cpp itself. It is imported on first use: it runs code at import that belongs in this process alone. */
export type LlamaModule = typeof import('node-llama-cpp');
/** The head of a GGUF file. */
export type FileInfo = Awaited<ReturnType<LlamaModule['readGgufFileInfo']>>;
type Llama = Awaited<ReturnType<LlamaModule['getLlama']>>;

/** llama.cpp, opened for one backend. A process opens it once; another backend needs another process. */
export interface Library {
  module: LlamaModule;
  llama: Llama;
  backend: BackendName;
  notice: string | null;
  /** The most threads that are used, and how many at present. */
  threads: number;
  prefillThreads: ThreadCount;
  decodeThreads: ThreadCount;
  /** The last lines llama.cpp logged as warnings or errors, oldest first. */
  complaints: string[];
}

const complaintsKept = 40;
/** More than this share of the cores in use by others, and measuring begins with a doubt. */
const crowdedShare = 0.6;

/**
 * Opens llama.cpp from the binaries that came with the program; nothing is ever built or downloaded.
 * A GPU that is asked for but cannot be used gives the CPU, with a notice. Throws `unreadable` when not even that runs.
 */
export async function openLibrary(settings: EngineSettings): Promise<Library> {
  skipBindingTest();
  const others = new OtherPrograms();
  const module = await import('node-llama-cpp');
  const complaints: string[] = [];
  const open = (gpu: 'auto' | false | 'vulkan' | 'cuda' | 'metal'): Promise<Llama> =>
    module.getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: module.LlamaLogLevel.warn,
      logger: (_level, message) => {
        complaints.push(message.trim());
        if (complaints.length > complaintsKept) complaints.shift();
      },
      // The plan decides what fits; the library's own safety margins would refuse what was measured to work.
      ramPadding: 0,
      ...(settings.threads === null ? {} : { maxThreads: settings.threads }),
    });

  const wanted = settings.backend === 'cpu' ? false : settings.backend;
  const llama = await open(wanted)
    .catch(async (error: unknown) => {
      if (wanted === false) throw error;
      return await open(false);
    })
    .catch((error: unknown) => {
      throw noBinary(error);
    });
  const missing = wanted !== 'auto' && llama.gpu !== wanted;
  const notice = missing
    ? `${backendTitle(settings.backend)} cannot be used on this machine; the processor is used instead.`
    : null;
  const threads = settings.threads ?? Math.max(1, llama.cpuMathCores);
  // Without a GPU the library allows no fewer than four threads, which is too many for two cores.
  llama.maxThreads = threads;
  const crowded = others.cores() > cpus().length * crowdedShare;
  return {
    module,
    llama,
    backend: llama.gpu === false ? 'cpu' : llama.gpu,
    notice,
    threads,
    prefillThreads: new ThreadCount(threads, crowded),
    decodeThreads: new ThreadCount(threads, crowded),
    complaints,
  };
}

/** What the machine offers, with memory as it is now. */
export async function describeMachine(library: Library): Promise<Machine> {
  const { llama } = library;
  const memory = await llama.getRamState();
  const onGpu = library.backend !== 'cpu';
  const device = onGpu ? await llama.getVramState() : null;
  return {
    backend: library.backend,
    notice: library.notice,
    devices: onGpu ? await llama.getGpuDeviceNames() : [],
    threads: library.threads,
    instructions: llama.systemInfo,
    release: llama.llamaCppRelease.release,
    memory: { total: memory.total, free: freeMemory(memory.free) },
    deviceMemory: device && { total: device.total, free: device.free },
  };
}

/**
 * The smaller of what the system could give and what a container leaves to this process. On Linux the library's figure takes
 * files that are kept in memory only until it is needed for being in use: after a model was read, that is all of it. On macOS
 * Node's figure leaves out memory that the system gives back on demand, so there the library's counts.
 */
function freeMemory(libraryFree: number): number {
  return process.platform === 'darwin' ? libraryFree : Math.min(freemem(), process.availableMemory());
}

function backendTitle(backend: EngineSettings['backend']): string {
  const titles = { auto: 'A GPU', cpu: 'The processor', vulkan: 'Vulkan', cuda: 'CUDA', metal: 'Metal' };
  return titles[backend];
}

function noBinary(cause: unknown): BitternError {
  return new BitternError(
    'unreadable',
    'The part of Bittern that runs models does not start on this machine. Installing Bittern again may mend it.',
    { cause },
  );
}
