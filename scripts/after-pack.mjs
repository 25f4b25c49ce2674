/**
 * Looks whether a packed program has the native code of its platform, and sets Electron's fuses in it before it is signed.
 * electron-builder's own option does not know all of them; here each one is named, and @electron/fuses refuses to go on
 * when a new Electron brings another.
 */
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { Arch } from 'electron-builder';
import { requireNativeParts } from './native-parts.mjs';

/** What is set, and why. */
export function fuseConfig(platform) {
  // Electron checks the archive's hash on these two alone.
  const checksArchive = platform === 'darwin' || platform === 'win32';
  return {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: true,
    // The program is no Node for whoever finds it on a machine.
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: checksArchive,
    // No folder beside the archive can take its place.
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // The page comes from app://; file:// needs no rights.
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    // Catches what WebAssembly reads outside its memory, faster than checks in the code would.
    [FuseV1Options.WasmTrapHandlers]: true,
  };
}

/** The file that holds the fuses. */
function binary({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo;
  if (electronPlatformName === 'darwin') return join(appOutDir, `${productFilename}.app`);
  if (electronPlatformName === 'win32') return join(appOutDir, `${productFilename}.exe`);
  return join(appOutDir, packager.executableName);
}

/** The folder beside the program that electron-builder puts the archive into. */
function resourcesFolder(context) {
  return context.electronPlatformName === 'darwin'
    ? join(binary(context), 'Contents', 'Resources')
    : join(context.appOutDir, 'resources');
}

export default async function afterPack(context) {
  requireNativeParts(resourcesFolder(context), context.electronPlatformName, Arch[context.arch]);
  await flipFuses(binary(context), fuseConfig(context.electronPlatformName));
}
