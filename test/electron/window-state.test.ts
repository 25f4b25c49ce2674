import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readWindowState } from '../../main/electron/window-state.ts';

// One screen with a bar at its top, as the double of Electron has it.
vi.mock('electron', () => import('./double/main.ts'));

const folder = mkdtempSync(join(tmpdir(), 'bittern-state-'));
const file = join(folder, 'window-state.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (text: string) => {
  writeFileSync(file, text);
  return readWindowState(file);
};
const at = (x: number, y: number) => ({ x, y, width: 900, height: 700 });
const first = { width: 1180, height: 800 };

describe('the window', () => {
  it('opens where it was, as large as it was', () => {
    expect(read(JSON.stringify({ ...at(10, 20), isMaximized: true }))).toEqual({
      file,
      bounds: at(10, 20),
      isMaximized: true,
    });
  });

  it.each([
    ['to the right of every screen', at(5000, 20)],
    ['to the left of every screen', at(-850, 20)],
    ['above every screen', at(10, -300)],
    ['below every screen', at(10, 1030)],
  ])('does not open %s, where nobody could reach it', (_where, bounds) => {
    expect(read(JSON.stringify({ ...bounds, isMaximized: false })).bounds).toEqual(first);
  });

  it.each([
    ['damaged', '{"x":10,'],
    ['of another program', '{"left":1}'],
    ['with a window too small to use', JSON.stringify({ ...at(1, 1), width: 3, isMaximized: false })],
  ])('opens in its first size when the file is %s', (_what, text) => {
    expect(read(text)).toEqual({ file, bounds: first, isMaximized: false });
  });
});
