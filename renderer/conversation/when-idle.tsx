import { createContext, type ReactNode, type RefObject, useContext, useEffect, useRef } from 'react';
import { useNotify } from '../ui/toasts.tsx';

const Busy = createContext<RefObject<boolean>>({ current: false });

/**
 * Tells everything below it whether an answer is being made, without drawing hundreds of messages again whenever that
 * changes. What must wait carries the class `when-idle`, which is dimmed meanwhile.
 */
export function BusyProvider({ busy, children }: { busy: boolean; children: ReactNode }) {
  const current = useRef(busy);
  useEffect(() => {
    current.current = busy;
  }, [busy]);
  return <Busy value={current}>{children}</Busy>;
}

/** Does something unless an answer is being made; then it says what to wait for. */
export function useWhenIdle(): (act: () => void) => void {
  const busy = useContext(Busy);
  const notify = useNotify();
  return (act) => {
    if (busy.current)
      notify({ level: 'info', text: 'An answer is being made. Stop it, or wait until it is done.' });
    else act();
  };
}
