import { expect, it } from 'vitest';
import { RestartPolicy } from '../../main/process/index.ts';

it('waits longer after each death, gives up after the third within the window, and forgets old ones', () => {
  let now = 0;
  const policy = new RestartPolicy({ deaths: 3, windowMs: 1000, firstDelayMs: 10 }, () => now);
  expect(policy.died()).toBe(10);
  now = 100;
  expect(policy.died()).toBe(20);
  now = 200;
  expect(policy.died()).toBeNull();
  now = 5000;
  expect(policy.died()).toBe(10);
  now = 5001;
  policy.died();
  policy.reset();
  expect(policy.died()).toBe(10);
});
