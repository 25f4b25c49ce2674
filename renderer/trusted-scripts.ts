/** What the browser takes as a worker's address where trusted types are enforced. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

let policy: { createScriptURL(address: string): string } | undefined;

/**
 * A worker's address in the form that the window's policy accepts: only scripts of the window's own origin pass.
 *
 * @throws TypeError for an address elsewhere
 */
export function trustedScript(address: string): string {
  policy ??= (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('bittern', {
    createScriptURL: ownAddress,
  }) ?? { createScriptURL: ownAddress };
  return policy.createScriptURL(address);
}

function ownAddress(address: string): string {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || url.protocol !== location.protocol)
    throw new TypeError('A worker may only be started from the window’s own files.');
  return url.href;
}
