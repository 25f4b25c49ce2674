import { BareProcess } from './bare.ts';
import { BitternSubject, benchSampling, modelOf } from './bittern.ts';
import { figure } from './figures.ts';
import type { Bench } from './index.ts';

interface ModelFile {
  path: string;
  bytes: number;
}

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
    const runs: number[] = [];
    for (let run = 1; run <= Math.min(2, bench.runs); run += 1) {
      bench.step(`Library defaults: decode at ${depth} tokens, run ${run}`);
      runs.push((await bare.run(depth, bench.generateTokens, benchSampling)).decode);
    }
    bench.found(figure('defaults', 'decode', depth, 'tokens/s', runs));
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
  const theirs = { prefill: [] as number[], decode: [] as number[] };
  for (let run = 0; run <= bench.runs; run += 1) {
    bench.step(`Other model with the library’s own settings, run ${run}`);
    const { prefill, decode } = await bare.run(depth, bench.generateTokens, benchSampling);
    if (run === 0) continue;
    theirs.prefill.push(prefill ?? 0);
    theirs.decode.push(decode);
  }
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
  const runs: number[] = [];
  for (let run = 0; run <= bench.runs; run += 1) {
    bench.step(`Library defaults: prefill of ${tokens} tokens, run ${run}`);
    const { prefill } = await bare.run(tokens, 2, benchSampling);
    if (run > 0) runs.push(prefill ?? 0);
  }
  bench.found(figure(subject, 'prefill', tokens, 'tokens/s', runs));
}
