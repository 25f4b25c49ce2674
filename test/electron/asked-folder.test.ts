import { describe, expect, it } from 'vitest';
import { askedFolder } from '../../main/electron/asked-folder.ts';

describe('the data folder of a command line', () => {
  it.each([
    [['--data', '/reeds'], '/reeds'],
    [['--data=/reeds'], '/reeds'],
    [['a.pdf', '--data', 'reeds and sedges', 'b.pdf'], 'reeds and sedges'],
    [['.', '--data=/a=b', '--data', '/second'], '/a=b'],
    [['--data'], undefined],
    [['--database=/reeds', 'data'], undefined],
    [[], undefined],
  ])('%j is %j', (commandLine, folder) => expect(askedFolder(commandLine)).toBe(folder));
});
