import { registerHooks } from 'node:module';

/** The file of node-llama-cpp that tries a native library in a process of its own before it is loaded. */
const file = '/node-llama-cpp/dist/bindings/utils/testBindingBinary.js';

/**
 * Leaves out node-llama-cpp's trial of its native library inside an Electron utility process. There the trial would have
 * to start Electron as plain Node, which a shipped Bittern forbids by fuse, and no library would ever load. Nothing is
 * lost: the runtime process is itself the one that may die of a bad library, and its supervisor takes another one then.
 *
 * Call it before node-llama-cpp is imported, which therefore has to be a dynamic import. Elsewhere it does nothing.
 */
export function skipBindingTest(): void {
  if ((process as { parentPort?: unknown }).parentPort === undefined) return;
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
