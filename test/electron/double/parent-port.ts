import { EventEmitter } from 'node:events';

/** Electron's `process.parentPort` over Node's own channel. A utility process has no `process.send`. */
const port = Object.assign(new EventEmitter(), {
  postMessage: (
    (send) => (message: unknown) =>
      send?.(message as object)
  )(process.send?.bind(process) as ((message: object) => boolean) | undefined),
});
process.on('message', (data) => port.emit('message', { data }));
process.on('disconnect', () => process.exit(0));
Object.defineProperty(process, 'parentPort', { value: port });
Object.defineProperty(process, 'send', { value: undefined });
