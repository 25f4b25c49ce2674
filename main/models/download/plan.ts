import { z } from 'zod';

/**
 * What a file's bytes must hash to. The hub knows large files by SHA-256 and small ones by their Git blob name, which
 * is the SHA-1 of `blob <size>\0` and the bytes.
 */
export const digest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sha256'), hex: z.string().regex(/^[0-9a-f]{64}$/) }),
  z.object({ kind: z.literal('git-sha1'), hex: z.string().regex(/^[0-9a-f]{40}$/) }),
]);
export type Digest = z.infer<typeof digest>;

/** The only names a fetched file may have; they become names in a folder of this machine. */
export const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,119}$/);

/** One file to fetch. */
export const remoteFile = z.object({
  name: fileName,
  url: z.url(),
  bytes: z.number().int().nonnegative(),
  /** Null when the server publishes none: then the size alone is checked, and the person is told. */
  digest: digest.nullable(),
});
export type RemoteFile = z.infer<typeof remoteFile>;

/** Everything to fetch of one repository at one revision, as the server listed it. */
export const downloadPlan = z.object({
  /** The hub or mirror that gave the list; another one is asked again. */
  server: z.string(),
  repository: z.string(),
  /** A commit, so that a change of the repository meanwhile does not mix two versions. */
  revision: z.string(),
  files: z.array(remoteFile).min(1),
});
export type DownloadPlan = z.infer<typeof downloadPlan>;

/** What a download remembers across restarts. */
export const downloadState = z.object({
  plan: downloadPlan.nullable(),
  /** By file name, the entity tag that the partial file was begun with. */
  etags: z.record(z.string(), z.string()),
  /** By file name, what the finished and checked file looked like, so that it is not read again without need. */
  verified: z.record(z.string(), z.object({ bytes: z.number(), modifiedMs: z.number(), digest: z.string() })),
});
export type DownloadState = z.infer<typeof downloadState>;

export const emptyState: DownloadState = { plan: null, etags: {}, verified: {} };

/** The bytes of all files together. */
export function planBytes(plan: DownloadPlan): number {
  return plan.files.reduce((sum, file) => sum + file.bytes, 0);
}
