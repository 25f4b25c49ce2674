import { expect, it } from 'vitest';
import { defaultSampling, sampling } from '../../../preload/contract/index.ts';
import { samplingFields, stopStrings, withField } from '../../../renderer/settings/sampling-fields.tsx';

it('every sampling value has a field, with the bounds of the contract', () => {
  expect([...samplingFields.map(({ key }) => key), 'stop'].sort()).toEqual(
    Object.keys(defaultSampling).sort(),
  );
  for (const { key, minimum, maximum, step } of samplingFields) {
    const accepts = (value: number) => sampling.shape[key].safeParse(value).success;
    expect([accepts(minimum), accepts(maximum)], key).toEqual([true, true]);
    expect([accepts(minimum - step), accepts(maximum + step)], key).toEqual([false, false]);
  }
});

it('an emptied field takes the difference back', () => {
  expect(withField({ temperature: 0.7, topK: 20 }, 'temperature', null)).toEqual({ topK: 20 });
  expect(withField({}, 'seed', 7)).toEqual({ seed: 7 });
});

it('stop strings are what the contract takes', () => {
  const typed = [
    '\n',
    'Human:',
    '  ',
    'x'.repeat(80),
    ...Array.from({ length: 12 }, (_, index) => `s${index}`),
  ].join('\n');
  const stop = stopStrings(typed);
  expect(sampling.shape.stop.safeParse(stop).success).toBe(true);
  expect(stop[0]).toBe('Human:');
});
