import { type BrowserWindow, type Rectangle, screen } from 'electron';
import { z } from 'zod';
import { readKept, writeKept } from '../kept-file.ts';

const stored = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(420).max(20_000),
  height: z.number().int().min(360).max(20_000),
  isMaximized: z.boolean(),
});

/** Where the window was, kept in a small file. Losing it costs nothing, so a damaged one is passed over. */
export interface WindowState {
  readonly file: string;
  bounds: Partial<Rectangle> & { width: number; height: number };
  isMaximized: boolean;
}

const first = { width: 1180, height: 800 };

/** Reads the last place of the window. One on a screen that is not there any more is not used. */
export function readWindowState(file: string): WindowState {
  const kept = readKept(file, stored);
  if (!kept) return { file, isMaximized: false, bounds: first };
  const { isMaximized, ...bounds } = kept;
  return { file, isMaximized, bounds: isOnScreen(bounds) ? bounds : first };
}

function isOnScreen({ x, y, width }: Rectangle): boolean {
  // Enough of the title bar must be reachable to drag the window by it.
  return screen.getAllDisplays().some(({ workArea: area }) => {
    const visible = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
    return visible >= 120 && y >= area.y - 10 && y <= area.y + area.height - 40;
  });
}

/** Keeps the state of a window from now on: half a second after it last moved, and when it closes. */
export function rememberBounds(window: BrowserWindow, state: WindowState): void {
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    if (window.isDestroyed()) return;
    state.bounds = window.getNormalBounds();
    state.isMaximized = window.isMaximized();
    write(state);
  };
  const saveSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 500);
  };
  window.on('resize', saveSoon);
  window.on('move', saveSoon);
  window.on('close', save);
}

/** A full disk must not keep the window from closing. */
function write({ file, bounds, isMaximized }: WindowState): void {
  try {
    writeKept(file, { ...bounds, isMaximized });
  } catch {
    // Then the window opens where it was before.
  }
}
