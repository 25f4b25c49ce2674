/**
 * The contract between window and program: every call, stream and event with its payload, checked on arrival at
 * both ends. Nothing here knows whether Electron's IPC or a WebSocket carries it.
 */
export * from './amounts.ts';
export * from './calls.ts';
export * from './client.ts';
export * from './conversation.ts';
export * from './document.ts';
export * from './errors.ts';
export * from './model.ts';
export * from './runtime.ts';
export * from './settings.ts';
export * from './streams.ts';
export * from './wire.ts';
