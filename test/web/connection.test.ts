import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { backlog, connect } from '../../main/web/connection.ts';
import type { ToWindow } from '../../preload/contract/index.ts';

/** A socket whose other end reads only when told to. */
class SlowSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  terminated = false;
  closedWith: number | null = null;
  readonly #waiting: { bytes: number; sent(): void }[] = [];
  send(text: string, sent: () => void): void {
    this.bufferedAmount += text.length;
    this.#waiting.push({ bytes: text.length, sent });
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  terminate(): void {
    this.terminated = true;
  }
  close(code: number): void {
    this.closedWith = code;
  }
  drain(): void {
    for (const { bytes, sent } of this.#waiting.splice(0)) {
      this.bufferedAmount -= bytes;
      sent();
    }
  }
}

function connected(): {
  socket: SlowSocket;
  post(text: string): void;
  received: unknown[];
  closed: { count: number };
} {
  const socket = new SlowSocket();
  const received: unknown[] = [];
  const closed = { count: 0 };
  let send: (message: ToWindow) => void = () => {};
  connect(socket as unknown as WebSocket, (post) => {
    send = post;
    return {
      receive: (message) => void received.push(message),
      close: () => {
        closed.count++;
      },
    };
  });
  return { socket, received, closed, post: (text) => send({ kind: 'event', name: 'notice', payload: text }) };
}

describe('a page that does not read', () => {
  it('is not listened to until it has caught up', () => {
    const { socket, post } = connected();
    post('x'.repeat(backlog.pause));
    expect(socket.isPaused).toBe(true);
    socket.drain();
    expect(socket.isPaused).toBe(false);
  });

  it('is given up when too much waits for it', () => {
    const { socket, post } = connected();
    socket.bufferedAmount = backlog.limit;
    post('one more');
    expect(socket.terminated).toBe(true);
  });

  it('is sent nothing once it is gone', () => {
    const { socket, post } = connected();
    socket.readyState = 3;
    post('late');
    expect(socket.bufferedAmount).toBe(0);
  });
});

describe('a connection', () => {
  it('hands on parsed messages and closes the session once', () => {
    const { socket, received, closed } = connected();
    socket.emit('message', Buffer.from('{"kind":"cancel","id":1}'), false);
    expect(received).toEqual([{ kind: 'cancel', id: 1 }]);
    socket.emit('close');
    expect(closed.count).toBe(1);
  });

  it('is closed for breaking the protocol', () => {
    const { socket, received } = connected();
    socket.emit('message', Buffer.from('{'), false);
    expect(socket.closedWith).toBe(1008);
    expect(received).toEqual([]);
  });
});
