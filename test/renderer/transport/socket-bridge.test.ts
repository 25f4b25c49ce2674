import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconnectDelay } from '../../../renderer/transport/backoff.ts';
import { SocketBridge } from '../../../renderer/transport/socket-bridge.ts';

/** A WebSocket whose far end is the test. */
class FarEnd {
  static readonly OPEN = 1;
  static readonly all: FarEnd[] = [];
  readyState = 0;
  readonly sent: { kind: string; id: number; name?: string }[] = [];
  onopen = () => {};
  onclose = () => {};
  onmessage = (_event: { data: string }) => {};

  constructor() {
    FarEnd.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  open(): void {
    this.readyState = FarEnd.OPEN;
    this.onopen();
  }

  close(): void {
    this.readyState = 3;
    this.onclose();
  }

  says(message: unknown): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

const latest = () => FarEnd.all.at(-1)!;

beforeEach(() => {
  FarEnd.all.length = 0;
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FarEnd);
  vi.stubGlobal('document', { addEventListener: () => {}, visibilityState: 'visible' });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the contract over a WebSocket', () => {
  it('keeps calls made before the first connection and answers them after it', async () => {
    const bridge = new SocketBridge('ws://x/');
    const answer = bridge.call('model.list', {});
    expect(latest().sent).toEqual([]);
    latest().open();
    expect(latest().sent).toMatchObject([{ kind: 'call', name: 'model.list' }]);
    latest().says({ kind: 'result', id: latest().sent[0]!.id, output: { models: [] } });
    await expect(answer).resolves.toEqual({ models: [] });
  });

  it('says when the connection is lost, fails what waited, and comes back by itself', async () => {
    const bridge = new SocketBridge('ws://x/');
    const states: string[] = [];
    bridge.subscribe(() => states.push(bridge.state));
    latest().open();
    const waiting = bridge.call('model.list', {});
    latest().close();
    await expect(waiting).rejects.toMatchObject({ code: 'network' });
    await expect(bridge.call('model.list', {})).rejects.toMatchObject({ code: 'network' });
    vi.advanceTimersByTime(250);
    expect(FarEnd.all).toHaveLength(2);
    latest().open();
    expect(states).toEqual(['open', 'lost', 'open']);
    expect(bridge.generation).toBe(2);
  });

  it('keeps listeners over connections', () => {
    const bridge = new SocketBridge('ws://x/');
    const heard: unknown[] = [];
    const stop = bridge.on('notice', (notice) => heard.push(notice.text));
    const notice = (text: string) => ({ kind: 'event', name: 'notice', payload: { level: 'info', text } });
    latest().open();
    latest().says(notice('one'));
    latest().close();
    vi.advanceTimersByTime(250);
    latest().open();
    latest().says(notice('two'));
    stop();
    latest().says(notice('three'));
    expect(heard).toEqual(['one', 'two']);
  });

  it('ends streams of a lost connection with a reason', () => {
    const bridge = new SocketBridge('ws://x/');
    latest().open();
    const ends: unknown[] = [];
    bridge.open(
      'answer',
      { answerId: 'msg_0000000000', offset: 0 },
      { onItem: () => {}, onEnd: (error) => ends.push(error?.code) },
    );
    latest().close();
    expect(ends).toEqual(['network']);
  });

  it('says after several tries that nobody answers, and goes on trying', async () => {
    const bridge = new SocketBridge('ws://x/');
    const waiting = bridge.call('model.list', {});
    const failed = expect(waiting).rejects.toMatchObject({ code: 'network' });
    for (let tries = 0; tries < 4; tries++) {
      latest().close();
      vi.advanceTimersByTime(10_000);
    }
    await failed;
    expect(bridge.state).toBe('unreachable');
    latest().open();
    expect(bridge.state).toBe('open');
  });

  it('is not put out by a message that nobody understands', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const bridge = new SocketBridge('ws://x/');
    latest().open();
    latest().onmessage({ data: '{"kind":"nonsense"}' });
    latest().onmessage({ data: 'not even JSON' });
    expect(error).toHaveBeenCalledTimes(2);
    expect(bridge.state).toBe('open');
    error.mockRestore();
  });
});

describe('the wait before the next try', () => {
  it('doubles up to eight seconds', () => {
    expect([1, 2, 3, 6, 50].map((failures) => reconnectDelay(failures, 0))).toEqual([
      250, 500, 1000, 8000, 8000,
    ]);
  });

  it('is shortened at random by a quarter at most', () => {
    expect(reconnectDelay(6, 0.999)).toBeGreaterThanOrEqual(6000);
  });
});
