import type { RawData, WebSocket } from 'ws';
import type { ToWindow } from '../../preload/contract/index.ts';

/** What a door needs of a session; see `main/door/`. */
export interface ContractSession {
  receive(message: unknown): void;
  close(): void;
}

/** Bytes waiting for a slow page. Above `pause` it is not heard any further; above `limit` it is given up. */
export const backlog = { pause: 4 * 1024 * 1024, limit: 256 * 1024 * 1024 } as const;

/**
 * Carries the contract over one WebSocket: a JSON text frame is a message. A page that does not read what it asked for
 * is not read from either, so it cannot make the program fill up.
 */
export function connect(
  socket: WebSocket,
  open: (post: (message: ToWindow) => void) => ContractSession,
): void {
  const post = (message: ToWindow): void => {
    if (socket.readyState !== socket.OPEN) return;
    socket.send(JSON.stringify(message), () => {
      if (socket.isPaused && socket.bufferedAmount < backlog.pause) socket.resume();
    });
    if (socket.bufferedAmount > backlog.limit) socket.terminate();
    else if (socket.bufferedAmount > backlog.pause) socket.pause();
  };
  const session = open(post);
  socket.on('message', (data: RawData, isBinary: boolean) => {
    try {
      if (isBinary) throw new TypeError('binary frame');
      session.receive(JSON.parse(data.toString()));
    } catch {
      socket.close(1008, 'not a message of the contract');
    }
  });
  socket.on('close', () => session.close());
  // ws reports what the other side did wrong as an error and then closes; the close is what matters here.
  socket.on('error', () => {});
}
