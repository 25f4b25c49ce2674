import { z } from 'zod';
import { readKept, writeKept } from '../kept-file.ts';

/**
 * How fast a model is here. A prompt token takes `base` milliseconds plus `slope` for every token before it, since attention
 * looks at all of them.
 */
const speed = z.object({
  base: z.number().nonnegative(),
  slope: z.number().nonnegative(),
  /** Milliseconds that loading takes. */
  load: z.number().nonnegative().nullable(),
});
type Speed = z.infer<typeof speed>;
const file = z.record(z.string(), speed);

/** What an old batch counts beside a new one; some fifty batches are remembered. */
const decay = 0.98;
/** Fewer batches than these three, as they count after decay, say nothing yet. */
const leastBatches = 2.5;

/** What is remembered from earlier starts counts as so many batches at each of two places, so that a slow moment does not overthrow it. */
const rememberedBatches = 3;
const rememberedPlaces = [256, 3072];

/** Sums of a weighted straight-line fit of milliseconds a token over the position. */
interface Fit {
  n: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
}

/** Learns how fast each model is on this machine, and remembers it across starts. */
export class Speeds {
  readonly #file: string;
  readonly #known = new Map<string, Speed>();
  readonly #fits = new Map<string, Fit>();

  /** @param path a small JSON file; a missing or damaged one means that nothing is known yet */
  constructor(path: string) {
    this.#file = path;
    for (const [key, value] of Object.entries(readKept(path, file) ?? {})) this.#known.set(key, value);
  }

  /** Notes a batch of prompt tokens whose first stood at `position`. */
  evaluated(key: string, position: number, tokens: number, ms: number): void {
    // Short batches are dominated by what every batch costs.
    if (tokens < 8) return;
    const fit = this.#fits.get(key) ?? remembered(this.#known.get(key));
    const next = withPoint(faded(fit), position + tokens / 2, ms / tokens, 1);
    this.#fits.set(key, next);
    if (next.n < leastBatches) return;
    const before = this.#known.get(key);
    const line = straightLine(next, before?.slope ?? 0);
    this.#known.set(key, { ...line, load: before?.load ?? null });
  }

  loaded(key: string, ms: number): void {
    const before = this.#known.get(key);
    this.#known.set(key, { base: before?.base ?? 0, slope: before?.slope ?? 0, load: ms });
  }

  /** Seconds to evaluate the tokens from one position to another; null while unknown. */
  prefillSeconds(key: string, from: number, to: number): number | null {
    const known = this.#known.get(key);
    if (!known || known.base === 0) return null;
    const tokens = Math.max(0, to - from);
    return (tokens * known.base + (known.slope * (to * to - from * from)) / 2) / 1000;
  }

  /** Milliseconds that a token at a position takes; null while unknown. */
  tokenMs(key: string, position: number): number | null {
    const known = this.#known.get(key);
    return known && known.base > 0 ? known.base + known.slope * position : null;
  }

  loadSeconds(key: string): number | null {
    const load = this.#known.get(key)?.load;
    return load === null || load === undefined ? null : load / 1000;
  }

  save(): void {
    writeKept(this.#file, Object.fromEntries(this.#known));
  }
}

function remembered(known: Speed | undefined): Fit {
  let fit: Fit = { n: 0, x: 0, y: 0, xx: 0, xy: 0 };
  if (known === undefined || known.base === 0) return fit;
  for (const place of rememberedPlaces)
    fit = withPoint(fit, place, known.base + known.slope * place, rememberedBatches);
  return fit;
}

function faded({ n, x, y, xx, xy }: Fit): Fit {
  return { n: n * decay, x: x * decay, y: y * decay, xx: xx * decay, xy: xy * decay };
}

/** @param y milliseconds a token, at position `x` */
function withPoint(fit: Fit, x: number, y: number, weight: number): Fit {
  return {
    n: fit.n + weight,
    x: fit.x + weight * x,
    y: fit.y + weight * y,
    xx: fit.xx + weight * x * x,
    xy: fit.xy + weight * x * y,
  };
}

/** Least squares; with positions too close together to tell a slope, the one known before is kept. */
function straightLine({ n, x, y, xx, xy }: Fit, knownSlope: number): { base: number; slope: number } {
  const spread = xx / n - (x / n) ** 2;
  const slope = spread > 10_000 ? Math.max(0, (xy / n - (x / n) * (y / n)) / spread) : knownSlope;
  return { base: Math.max(0.001, y / n - slope * (x / n)), slope };
}
