import { BareProcess } from './bare.ts';
import { BitternSubject, benchSampling, modelOf } from './bittern.ts';
import { figure } from './figures.ts';
import type { Bench } from './index.ts';

interface ModelFile {
  path: string;
  bytes: number;
}

/** Nothing is repeated that took longer: on few cores the library's own number of threads can make it ten times as slow. */
const tooLongMs = 60_000;

/** The same model with nothing set: what the library does by itself. */
export async function measureDefaults(bench: Bench, model: ModelFile): Promise<void> {
  bench.step('Loading with the library’s own settings');
  await using bare = await BareProcess.start(bench, {
    engine: { backend: bench.settings.backend, threads: bench.settings.threads },
    path: model.path,
    way: 'defaults',
    contextTokens: Math.min(3584, bench.contextTokens),
    batchTokens: 512,
  });
  bench.found(figure('defaults', 'load', null, 'ms', [bare.loadMs]));
  await prefillOf(bench, bare, 'defaults', 512);
  for (const depth of [128, 2048]) {
    if (depth + bench.generateTokens > bench.contextTokens) continue;
    const runs = await repeated(Math.min(2, bench.runs), async (run) => {
      bench.step(`Library defaults: decode at ${depth} tokens, run ${run}`);
      return await bare.run(depth, bench.generateTokens, benchSampling, { hurry: true });
    });
    bench.found(
      figure(
        'defaults',
        'decode',
        depth,
        'tokens/s',
        runs.map(({ decode }) => decode),
      ),
    );
  }
}

/** Another model. It gets the best of both: read by whichever of Bittern and the library's own settings is faster. */
export async function measureAgainst(bench: Bench, model: ModelFile, snapshots: string): Promise<void> {
  const depth = 512;
  const contextTokens = 1024;
  const own = { prefill: [] as number[], decode: [] as number[] };
  {
    bench.step('Loading the other model');
    await using bittern = new BitternSubject(
      bench,
      modelOf(model.path, model.bytes),
      snapshots,
      contextTokens,
    );
    const { ms } = await bittern.load();
    bench.found(figure('against', 'load', null, 'ms', [ms]));
    for (let run = 0; run <= bench.runs; run += 1) {
      bench.step(`Other model, ${run === 0 ? 'warming up' : `run ${run} of ${bench.runs}`}`);
      await bittern.forget();
      const { prefill, decode } = await bittern.ask(depth, 100 + run, bench.generateTokens);
      if (run === 0) continue;
      own.prefill.push(prefill);
      own.decode.push(decode);
    }
    bench.found(figure('against', 'peak memory', contextTokens, 'bytes', [await bittern.peakBytes()]));
  }
  await using bare = await BareProcess.start(bench, {
    engine: { backend: bench.settings.backend, threads: bench.settings.threads },
    path: model.path,
    way: 'defaults',
    contextTokens,
    batchTokens: 512,
  });
  const runs = await warmedUp(bench.runs, async (run) => {
    bench.step(`Other model with the library’s own settings, run ${run}`);
    return await bare.run(depth, bench.generateTokens, benchSampling);
  });
  const theirs = {
    prefill: runs.map(({ prefill }) => prefill ?? 0),
    decode: runs.map(({ decode }) => decode),
  };
  const better = (what: 'prefill' | 'decode'): number[] =>
    figure('against', what, depth, 'tokens/s', own[what]).value >=
    figure('against', what, depth, 'tokens/s', theirs[what]).value
      ? own[what]
      : theirs[what];
  bench.found(
    figure('against', 'prefill', depth, 'tokens/s', better('prefill')),
    figure('against', 'decode', depth, 'tokens/s', better('decode')),
  );
}

async function prefillOf(
  bench: Bench,
  bare: BareProcess,
  subject: 'defaults',
  tokens: number,
): Promise<void> {
  const runs = await warmedUp(bench.runs, async (run) => {
    bench.step(`Library defaults: prefill of ${tokens} tokens, run ${run}`);
    return await bare.run(tokens, 2, benchSampling);
  });
  bench.found(
    figure(
      subject,
      'prefill',
      tokens,
      'tokens/s',
      runs.map(({ prefill }) => prefill ?? 0),
    ),
  );
}

/** So many results of `work`, fewer once one took too long. */
async function repeated<T>(runs: number, work: (run: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const began = performance.now();
  for (let run = 1; run <= runs; run += 1) {
    results.push(await work(run));
    if (performance.now() - began > tooLongMs) break;
  }
  return results;
}

/** The same after one that does not count, unless that took so long that it has to do. */
async function warmedUp<T>(runs: number, work: (run: number) => Promise<T>): Promise<T[]> {
  const began = performance.now();
  const first = await work(0);
  return performance.now() - began > tooLongMs ? [first] : await repeated(runs, work);
}
