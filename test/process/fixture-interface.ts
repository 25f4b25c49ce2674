import { z } from 'zod';

const nothing = z.object({});
const value = z.object({ value: z.number() });

export const fixtureInterface = {
  calls: {
    double: { input: value, output: value },
    refuse: { input: nothing, output: nothing },
    break: { input: nothing, output: nothing },
    lie: { input: nothing, output: value },
    environment: { input: nothing, output: z.object({ names: z.array(z.string()) }) },
    produced: { input: nothing, output: z.object({ count: z.number() }) },
    crash: { input: z.object({ how: z.enum(['exit', 'throw', 'kill']) }), output: nothing },
    wait: { input: nothing, output: nothing },
    /** Keeps a thread in native code, which nothing can interrupt, for many seconds. */
    toil: { input: nothing, output: nothing },
  },
  streams: {
    count: { input: z.object({ to: z.number() }), item: value },
    bytes: { input: nothing, item: z.object({ bytes: z.instanceof(Float32Array) }) },
  },
} as const;
