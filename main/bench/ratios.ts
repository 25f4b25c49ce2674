import { type Figure, measured, type Ratio, type Subject } from './figures.ts';

type What = Figure['what'];

/** What is asked of Bittern on two cores of a processor, as ratios that hold from machine to machine. */
export function ratios(figures: readonly Figure[]): Ratio[] {
  const of = (subject: Subject, what: What, tokens: number | null): number | null =>
    measured(figures, subject, what, tokens);
  const found: Ratio[] = [];
  const compare = (
    name: string,
    above: number | null,
    below: number | null,
    atLeast: number | null,
  ): void => {
    if (above === null || below === null) return;
    const value = above / below;
    found.push({
      type: 'ratio',
      name,
      value,
      wanted: atLeast === null ? null : { atLeast },
      met: atLeast === null ? null : value >= atLeast,
    });
  };
  const limit = (name: string, value: number | null, atMost: number): void => {
    if (value !== null) found.push({ type: 'ratio', name, value, wanted: { atMost }, met: value <= atMost });
  };

  for (const depth of depths(figures, 'decode'))
    compare(
      `decode at ${depth} ÷ bare loop`,
      of('bittern', 'decode', depth),
      of('bare', 'decode', depth),
      0.97,
    );
  for (const depth of depths(figures, 'prefill'))
    compare(
      `prefill of ${depth} ÷ bare loop`,
      of('bittern', 'prefill', depth),
      of('bare', 'prefill', depth),
      null,
    );
  for (const depth of depths(figures, 'decode'))
    compare(
      `decode at ${depth} ÷ library defaults`,
      of('bittern', 'decode', depth),
      of('defaults', 'decode', depth),
      depth === 2048 ? 2 : null,
    );
  compare('prefill of 512 ÷ other model', of('bittern', 'prefill', 512), of('against', 'prefill', 512), 3.5);
  compare('decode at 512 ÷ other model', of('bittern', 'decode', 512), of('against', 'decode', 512), 1.9);
  limit('peak memory at 3,584 tokens, GB', gigabytes(of('bittern', 'peak memory', 3584)), 3);
  limit('peak memory at 8,192 tokens, GB', gigabytes(of('bittern', 'peak memory', 8192)), 4.6);
  for (const { tokens } of figures.filter(({ what }) => what === 'planned memory')) {
    const [planned, peak] = [of('bittern', 'planned memory', tokens), of('bittern', 'peak memory', tokens)];
    if (planned !== null && peak !== null)
      limit(`planned memory at ${tokens} tokens, off by`, Math.abs(planned / peak - 1), 0.05);
  }
  limit(
    'restart until the new tokens, at 2,048, ms',
    of('bittern', 'restarted, until the new tokens', 2048),
    3000,
  );
  limit('cancel during prefill, ms', worst(figures, 'cancel'), 300);
  limit('event loop while prefilling and streaming, p99 ms', worst(figures, 'event loop p99'), 50);
  return found;
}

function depths(figures: readonly Figure[], what: What): number[] {
  const all = figures.filter((candidate) => candidate.what === what).map(({ tokens }) => tokens ?? 0);
  return [...new Set(all)].sort((a, b) => a - b);
}

function gigabytes(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1e9;
}

function worst(figures: readonly Figure[], what: What): number | null {
  const all = figures.filter((candidate) => candidate.what === what).flatMap(({ runs }) => runs);
  return all.length === 0 ? null : Math.max(...all);
}
