import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type * as Pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';
import { changes } from './library-changes.ts';

/**
 * Runs the library's own worker behind a port. It is a thread so that a page that never ends can be ended, which the
 * library itself offers no way to do, and so that a page is parsed while the one before is laid out.
 */
const program = `
  const { registerHooks } = require('node:module');
  const { workerData } = require('node:worker_threads');
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== workerData.module || !loaded.source) return loaded;
      let source = loaded.source.toString();
      for (const { theirs, ours } of workerData.changes) source = source.replace(theirs, () => ours);
      return { ...loaded, source };
    },
  });
  globalThis.fetch = () => Promise.reject(new Error('A document tried to fetch something.'));
  import(workerData.module).then(({ WorkerMessageHandler }) => {
    WorkerMessageHandler.initializeFromPort(workerData.port);
    workerData.port.start();
  });
`;

/** The half of pdf.js that parses, in a thread of its own. */
export interface PdfThread {
  readonly worker: Pdfjs.PDFWorker;
  /** A document was opened, or closed: only while one is open does the thread keep the process alive. */
  hold(): void;
  release(): void;
  /** Ends it whatever it is doing. Documents that were opened with it are gone. */
  end(): Promise<void>;
}

/** Starts a thread. `root` is the folder of the package. Rejects when threads cannot read the package here. */
export async function startPdfThread(pdfjs: typeof Pdfjs, root: string): Promise<PdfThread> {
  const { port1, port2 } = new MessageChannel();
  const thread = new Worker(program, {
    eval: true,
    workerData: {
      port: port2,
      module: pathToFileURL(join(root, 'legacy', 'build', 'pdf.worker.mjs')).href,
      changes,
    },
    transferList: [port2],
  });
  await firstMessage(thread, port1);
  // Nobody would hear from the library again; the process's parent says over which file it ended, and starts another.
  thread.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(70);
  });
  thread.unref();
  // The library's types know only browsers' ports; Node's has the two methods that it uses.
  const worker = new pdfjs.PDFWorker({
    port: port1 as unknown as null,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  port1.start();
  port1.unref();
  let open = 0;
  return {
    worker,
    hold() {
      open += 1;
      port1.ref();
    },
    release() {
      open -= 1;
      if (open <= 0) port1.unref();
    },
    async end() {
      worker.destroy();
      port1.close();
      await thread.terminate();
    },
  };
}

/** Waits until the thread says it is ready; rejects when it fails to start. */
function firstMessage(thread: Worker, port: MessagePort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.once('message', () => resolve());
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The thread ended with ${code}.`)));
  });
}
