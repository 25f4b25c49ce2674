import { registerHooks } from 'node:module';

/** The file of node-llama-cpp that tries a native library in a process of its own before it is loaded. */
const file = '/node-llama-cpp/dist/bindings/utils/testBindingBinary.js';

/**
 * Leaves out node-llama-cpp's trial of its native library. In an Electron utility process the trial would have to start
 * Electron as plain Node, which a shipped Bittern forbids by fuse, and no library would ever load; elsewhere it makes every start
 * a fifth of a second longer. Nothing is lost: the process that loads the library is itself the one that may die of it, and
 * whoever started it takes the processor then.
 *
 * Call it before node-llama-cpp is imported, which therefore has to be a dynamic import.
 */
export function skipBindingTest(): void {
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.endsWith(file)) return nextLoad(url, context);
      return {
        format: 'module',
        source: 'export const testBindingBinary = async () => true;',
        shortCircuit: true,
      };
    },
  });
}
