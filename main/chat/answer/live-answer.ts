import type { AnswerEvent, AnswerMode, Message, Passage, Progress } from '../../../preload/contract/index.ts';

type Phase = Extract<AnswerEvent, { type: 'phase' }>['phase'];

/** How long text may wait before it is on the disk: what a crash can cost. */
const saveEveryMs = 900;

/**
 * An answer while it is written. It holds the state, not a log: a listener who comes late, or is slow, gets what it
 * has not seen in as few pieces as it can take, and text is never lost or doubled.
 */
export class LiveAnswer {
  readonly id: string;
  readonly conversationId: string;
  readonly #abort = new AbortController();
  readonly #save: (text: string) => void;
  #text = '';
  #phase: { phase: Phase; progress: Progress | null } = { phase: 'retrieving', progress: null };
  #phaseVersion = 0;
  #passages: { mode: AnswerMode; passages: Passage[] } | null = null;
  #done: Message | null = null;
  #changed = Promise.withResolvers<void>();
  #saveTimer: NodeJS.Timeout | null = null;

  /** `save` is called with the whole text at most about once a second while it grows; it must not throw. */
  constructor(id: string, conversationId: string, save: (text: string) => void) {
    this.id = id;
    this.conversationId = conversationId;
    this.#save = save;
  }

  /** Aborts when the person stops the answer. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get text(): string {
    return this.#text;
  }

  stop(): void {
    this.#abort.abort();
  }

  append(text: string): void {
    if (text.length === 0) return;
    this.#text += text;
    this.#saveTimer ??= setTimeout(() => {
      this.#saveTimer = null;
      this.#save(this.#text);
    }, saveEveryMs);
    this.#notify();
  }

  enter(phase: Phase, progress: Progress | null = null): void {
    this.#phase = { phase, progress };
    this.#phaseVersion += 1;
    this.#notify();
  }

  showPassages(mode: AnswerMode, passages: Passage[]): void {
    this.#passages = { mode, passages };
    this.#notify();
  }

  /** Ends it. The text must be saved with the message by whoever ends it. */
  finish(message: Message): void {
    if (this.#saveTimer) clearTimeout(this.#saveTimer);
    this.#done = message;
    this.#notify();
  }

  /** Everything from a text offset on, until it is done or `signal` aborts. */
  async *follow(offset: number, signal: AbortSignal): AsyncGenerator<AnswerEvent, void, undefined> {
    let seen = offset;
    let phaseSeen = -1;
    let passagesSeen: unknown = null;
    const gone = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => gone.resolve(), { once: true });
    while (!signal.aborted) {
      const changed = this.#changed.promise;
      if (this.#passages && this.#passages !== passagesSeen) {
        passagesSeen = this.#passages;
        yield { type: 'passages', ...this.#passages };
      }
      if (this.#phaseVersion !== phaseSeen && !this.#done) {
        phaseSeen = this.#phaseVersion;
        yield { type: 'phase', ...this.#phase };
      }
      if (this.#text.length > seen) {
        const text = this.#text.slice(seen);
        yield { type: 'text', offset: seen, text };
        seen += text.length;
        continue;
      }
      if (this.#done) {
        yield { type: 'done', message: this.#done };
        return;
      }
      await Promise.race([changed, gone.promise]);
    }
  }

  #notify(): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers<void>();
    resolve();
  }
}
