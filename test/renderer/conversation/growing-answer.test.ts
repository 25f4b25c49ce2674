import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grown, startingWith } from '../../../renderer/conversation/growing-answer.ts';

describe('a growing answer', () => {
  it('takes text at its offset, and does not double what is known', () => {
    const known = startingWith('The bit');
    expect(grown(known, { type: 'text', offset: 7, text: 'tern' })?.text).toBe('The bittern');
    expect(grown(known, { type: 'text', offset: 4, text: 'bittern' })?.text).toBe('The bittern');
  });

  it('asks again where text is missing', () => {
    expect(grown(startingWith('The'), { type: 'text', offset: 9, text: 'booms' })).toBeNull();
  });

  it('is writing once text comes, and progress is over then', () => {
    const reading = grown(startingWith(''), {
      type: 'phase',
      phase: 'prefill',
      progress: { done: 1, total: 2, unit: 'tokens', rate: 1, secondsLeft: 1 },
    })!;
    expect(reading.phase).toBe('prefill');
    const writing = grown(reading, { type: 'text', offset: 0, text: 'It' })!;
    expect(writing).toMatchObject({ phase: 'writing', progress: null });
  });

  it('is the same text however it was cut and repeated on the way', () => {
    const whole = 'Booming males rose from 11 in 2019 to 34 in 2024. 🐦 Then they fell.';
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(6))), (cuts) => {
        let answer = startingWith('');
        let at = 0;
        for (const [length, back] of cuts) {
          const offset = Math.max(0, at - back);
          answer = grown(answer, { type: 'text', offset, text: whole.slice(offset, at + length) })!;
          at = Math.min(whole.length, at + length);
        }
        expect(answer.text).toBe(whole.slice(0, at));
      }),
    );
  });
});
