import { BitternError } from '../../../../preload/contract/index.ts';
import type { PickleValue } from './pickle-values.ts';

/** Ends the reading of a pickle with a sentence. */
export function refusePickle(sentence: string): never {
  throw new BitternError('unreadable', sentence);
}

/** Ends the reading of a pickle whose instructions make no sense. */
export function damagedPickle(): never {
  return refusePickle('The checkpoint’s list of tensors is damaged. Download it again.');
}

/** Where MARK was pushed; everything above it belongs to the instruction that pops it. */
const mark = Symbol('mark');

/** The state of a pickle's stack machine: the bytes still to read, the stack, and the values it was told to remember. */
export class PickleMachine {
  readonly #bytes: Buffer;
  #at = 0;
  readonly #stack: (PickleValue | typeof mark)[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The next bytes of the pickle. */
  take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) damagedPickle();
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return part;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  text(length: number): string {
    return this.take(length).toString('utf8');
  }

  /** Text up to the end of the line. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) damagedPickle();
    const line = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end + 1;
    return line;
  }

  /** A two’s complement integer; sizes and offsets of a checkpoint fit a double. */
  long(length: number): number {
    if (length > 8) damagedPickle();
    const bytes = this.take(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
    return Number(BigInt.asIntN(length * 8, value));
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pushMark(): void {
    this.#stack.push(mark);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === mark) damagedPickle();
    return value;
  }

  /** Everything above the last mark, which goes too. */
  popToMark(): PickleValue[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) damagedPickle();
    return this.#stack.splice(at).slice(1) as PickleValue[];
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  /** Remembers the top under the next number. */
  rememberNext(): void {
    this.remember(this.#memo.size);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) damagedPickle();
    this.push(value);
  }
}
