import { BitternError } from '../../preload/contract/index.ts';

/** A connection that failed before an answer came. */
export class ConnectionError extends BitternError {
  /** Whether the same request may well succeed a little later. */
  readonly isPassing: boolean;

  constructor(message: string, isPassing: boolean, cause: unknown) {
    super('network', message, { cause });
    this.isPassing = isPassing;
  }
}

/** What is thrown while the offline switch is on. */
export const offlineError = (): BitternError =>
  new BitternError(
    'network',
    'Bittern is set to stay offline, so nothing is fetched. Switch "Stay offline" off in the settings and try again.',
  );

/** The code that Node, undici or OpenSSL gave a failed connection, from however deep; null when there is none. */
export function failureCode(thrown: unknown): string | null {
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === 'string' && code !== 'ERR_INVALID_ARG_TYPE') return code;
    // Several addresses were tried: the first error stands for all.
    if (cause instanceof AggregateError && cause.errors[0] instanceof Error)
      return failureCode(cause.errors[0]);
  }
  return null;
}

/** Turns what `fetch` throws into a sentence that names the host and what to do. */
export function connectionError(thrown: unknown, url: URL): ConnectionError {
  const code = failureCode(thrown);
  const host = url.host;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ConnectionError(
      `${host} cannot be found. Check that this machine is connected to the internet.`,
      true,
      thrown,
    );
  if (code && /CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_(GET|VERIFY)/.test(code))
    return new ConnectionError(
      `The connection to ${host} is not trustworthy (${code}), so nothing was fetched. A network that asks for a sign-in or inspects traffic can cause this.`,
      false,
      thrown,
    );
  return new ConnectionError(
    `The connection to ${host} failed${code ? ` (${code})` : ''}. Check the network and try again.`,
    true,
    thrown,
  );
}
