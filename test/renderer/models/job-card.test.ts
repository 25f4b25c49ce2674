import { expect, it } from 'vitest';
import { stateLine } from '../../../renderer/models/job-card.tsx';

it('a job says where it stands, also while it does not run', () => {
  const step = 'Downloading pytorch_model-00001-of-00002.bin';
  expect(stateLine({ state: 'running', step })).toBe(step);
  expect(stateLine({ state: 'paused', step })).toBe(`Paused · ${step}`);
  expect(stateLine({ state: 'failed', step })).toBe(`Failed · ${step}`);
  expect(stateLine({ state: 'queued', step: 'Waiting to start' })).toBe('Waiting');
  expect(stateLine({ state: 'paused', step: 'Paused' })).toBe('Paused');
});
