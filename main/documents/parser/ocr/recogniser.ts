import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Page } from 'tesseract.js';
import { chooseLanguages, languageFolders } from './language-data.ts';

/** A word that was recognised in a picture, in pixels from its top left. */
export interface RecognisedWord {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** Height of its line from ascenders to descenders. */
  readonly lineHeight: number;
  readonly isRightToLeft: boolean;
}

/** What was recognised in one picture. */
export interface Recognition {
  readonly words: readonly RecognisedWord[];
  /** 0 to 100, as the recogniser rates itself. */
  readonly confidence: number;
}

/** Recognises text in pictures of pages. */
export interface Recogniser extends AsyncDisposable {
  /** Codes of the languages it reads. */
  readonly languages: readonly string[];
  recognise(png: Buffer): Promise<Recognition>;
}

/**
 * Tesseract in a thread of its own: with damaged language data its library throws where no caller can catch it, which
 * then ends the thread and not the process. Language data is neither fetched nor written anywhere.
 */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { createWorker } = require(workerData.library);
  const neuralNetworksOnly = 1;
  createWorker(workerData.languages, neuralNetworksOnly, {
    langPath: workerData.folder,
    gzip: workerData.isCompressed,
    cacheMethod: 'none',
  }).then((worker) => {
    parentPort.on('message', async (png) => {
      const { data } = await worker.recognize(Buffer.from(png), {}, { blocks: true, text: false });
      parentPort.postMessage({ blocks: data.blocks, confidence: data.confidence });
    });
    parentPort.postMessage('ready');
  });
`;

/** Starts Tesseract with the language data on this machine; null when there is none. Rejects when it does not start. */
export async function startRecogniser(): Promise<Recogniser | null> {
  const [folder] = languageFolders();
  if (!folder) return null;
  const languages = chooseLanguages(folder);
  const thread = new Worker(program, {
    eval: true,
    workerData: {
      library: createRequire(import.meta.url).resolve('tesseract.js'),
      folder: folder.path,
      isCompressed: folder.isCompressed,
      languages,
    },
    // What the library prints belongs to nobody.
    stdout: true,
    stderr: true,
  });
  // Replaced with each question; a thread that ends without being asked says so to the next one.
  let answer = Promise.withResolvers<unknown>();
  thread.on('message', (message) => answer.resolve(message));
  thread.on('error', (error) => answer.reject(error));
  thread.on('exit', () => answer.reject(new Error('Text recognition ended.')));
  await answer.promise;
  thread.unref();
  return {
    languages,
    async recognise(png) {
      if (thread.threadId < 0) throw new Error('Text recognition has ended.');
      answer = Promise.withResolvers();
      thread.ref();
      thread.postMessage(png);
      try {
        return recognitionOf((await answer.promise) as Pick<Page, 'blocks' | 'confidence'>);
      } finally {
        thread.unref();
      }
    },
    async [Symbol.asyncDispose]() {
      answer.promise.catch(() => {});
      await thread.terminate();
    },
  };
}

/** The words among the library's blocks, paragraphs and lines. */
export function recognitionOf(page: Pick<Page, 'blocks' | 'confidence'>): Recognition {
  const words = (page.blocks ?? []).flatMap((block) =>
    block.paragraphs.flatMap((paragraph) =>
      paragraph.lines.flatMap((line) =>
        line.words.map(
          ({ text, bbox }): RecognisedWord => ({
            text,
            x0: bbox.x0,
            x1: bbox.x1,
            top: line.bbox.y0,
            bottom: line.bbox.y1,
            baseline: (line.baseline.y0 + line.baseline.y1) / 2,
            lineHeight: line.rowAttributes.rowHeight || line.bbox.y1 - line.bbox.y0,
            isRightToLeft: !paragraph.is_ltr,
          }),
        ),
      ),
    ),
  );
  return { words, confidence: page.confidence };
}
