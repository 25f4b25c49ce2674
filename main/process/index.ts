/** Child processes: typed requests and streams over a fork, one life at a time, with a reason when a life ends. */
export { skipBindingTest } from './binding-test.ts';
export { Child } from './child.ts';
export { entryPath } from './entries.ts';
export { childEnvironment } from './environment.ts';
export { describeExit } from './exit.ts';
export type * from './interface.ts';
export { forkFile, nodeFork } from './node-fork.ts';
export { RestartPolicy } from './restart-policy.ts';
export { serve } from './serve.ts';
