/** Variables a child may see: where temporary files and homes are, language, and how to find system libraries. No secrets. */
const allowed = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'windir',
  'APPDATA',
  'LOCALAPPDATA',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'LD_LIBRARY_PATH',
  'CUDA_PATH',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
] as const;

/** The environment for a child process: the allowlist out of `from`, plus what the caller adds. */
export function childEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of allowed) {
    const value = from[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...added };
}
