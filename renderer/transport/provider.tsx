import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Bittern } from '../../preload/contract/index.ts';
import type { Connection, ConnectionState } from './connection.ts';

const ConnectionContext = createContext<Connection | null>(null);

/** Gives everything below it the connection to the program. */
export function ConnectionProvider({
  connection,
  children,
}: {
  connection: Connection;
  children: ReactNode;
}) {
  return <ConnectionContext value={connection}>{children}</ConnectionContext>;
}

/** The connection itself, for files, originals and the shell's name. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error('No connection is provided.');
  return connection;
}

/** The contract's calls, streams and events. */
export function useBittern(): Bittern {
  return useConnection().bittern;
}

/** Whether the program can be reached now. */
export function useConnectionState(): ConnectionState {
  const connection = useConnection();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.state(),
  );
}

/** Whether what the program told last can still hold; after a lost connection nobody knows. */
export function useReachable(): boolean {
  const state = useConnectionState();
  return state === 'open' || state === 'connecting';
}

/** A number that grows with each established connection; streams are opened again when it changes. */
export function useGeneration(): number {
  const connection = useConnection();
  return useSyncExternalStore(
    (listener) => connection.subscribe(listener),
    () => connection.generation(),
  );
}
