import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataDirectory, hubOptions } from '../main/environment.ts';

describe('the data folder', () => {
  it('is the one asked for, then the variable’s, then the platform’s', () => {
    const env = { BITTERN_DATA: '/from/variable', XDG_DATA_HOME: '/xdg', APPDATA: 'C:\\Roaming' };
    expect(dataDirectory('here', env, 'linux')).toBe(resolve('here'));
    expect(dataDirectory(undefined, env, 'linux')).toBe(resolve('/from/variable'));
    expect(dataDirectory('', { XDG_DATA_HOME: '/xdg' }, 'linux')).toBe(join('/xdg', 'bittern'));
  });

  it.each([
    ['linux', {}, join(homedir(), '.local/share/bittern')],
    ['linux', { XDG_DATA_HOME: 'relative' }, join(homedir(), '.local/share/bittern')],
    ['darwin', {}, join(homedir(), 'Library/Application Support/Bittern')],
    ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Bittern')],
  ] as const)('is where %s keeps such things', (platform, env, folder) => {
    expect(dataDirectory(undefined, env, platform)).toBe(folder);
  });
});

describe('the hub', () => {
  it('is the one that HF_ENDPOINT names, with the token of HF_TOKEN', () => {
    const options = hubOptions({ HF_ENDPOINT: 'https://mirror.example', HF_TOKEN: 'hf_x' });
    expect(options.hubUrl).toBe('https://mirror.example');
    expect(options.hubToken()).toBe('hf_x');
    expect(hubOptions({})).not.toHaveProperty('hubUrl');
    expect(hubOptions({}).hubToken()).toBeNull();
  });
});
