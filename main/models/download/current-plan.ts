import { BitternError } from '../../../preload/contract/index.ts';
import { planFromHub, type Wanted } from './hub.ts';
import { planFromPlainServer } from './plain.ts';
import type { DownloadPlan } from './plan.ts';
import { type Patience, withRetries } from './retry.ts';
import type { Server } from './server.ts';
import { Stall } from './stall.ts';

export interface PlanOptions {
  wanted: Wanted;
  /** What the files make, for people. */
  title: string;
  server: Server;
  signal: AbortSignal;
  patience: Patience;
  report(amount: null, step: string): void;
  /** Told once when the server publishes no hashes. */
  onUnverifiable?: ((text: string) => void) | undefined;
}

/** The plan of an earlier try if it is the same server's, else a new one for the same commit. */
export async function currentPlan(
  options: PlanOptions,
  earlier: DownloadPlan | null,
  onNew: (plan: DownloadPlan) => void,
): Promise<DownloadPlan> {
  const { server, signal, report, patience } = options;
  if (earlier?.server === server.address) return earlier;
  report(null, `Asking ${server.host} for the list of files`);
  const wanted = { ...options.wanted, revision: earlier?.revision ?? options.wanted.revision };
  const plan = await withRetries(() => makePlan(wanted, server, signal, patience.stallMs), {
    signal,
    patience,
    onWait: (reason, seconds) => report(null, `${reason} Trying again in ${seconds} s.`),
  });
  if (plan.files.some((file) => file.digest === null))
    options.onUnverifiable?.(
      `${server.host} publishes no checksums for ${options.title}, so its files are checked by their size alone. A mirror with a SHA256SUMS file is safer.`,
    );
  onNew(plan);
  return plan;
}

/** Asks the hub's API, and where a mirror has none, the mirror's plain files. */
async function makePlan(
  wanted: Wanted,
  server: Server,
  given: AbortSignal,
  stallMs: number,
): Promise<DownloadPlan> {
  using stall = new Stall(stallMs, server.host);
  const signal = AbortSignal.any([given, stall.signal]);
  const watched: Server = {
    ...server,
    request(url, request) {
      stall.renew();
      return server.request(url, request);
    },
  };
  try {
    return await planFromHub(wanted, watched, signal);
  } catch (thrown) {
    const hasNoApi =
      thrown instanceof BitternError && ['not-found', 'unreadable', 'refused'].includes(thrown.code);
    if (!server.isMirror || !hasNoApi) throw thrown;
    return await planFromPlainServer(wanted, watched, signal).catch((second: unknown) => {
      // A refusal says more than that there is nothing to be found either.
      const isMissing = second instanceof BitternError && second.code === 'not-found';
      throw isMissing && thrown.code === 'refused' ? thrown : second;
    });
  }
}
