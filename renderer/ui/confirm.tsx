import { AlertDialog } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { useFocusBack } from '../focus/focus-back.ts';

/** A question that must be answered before something that cannot be undone. */
export interface Confirmation {
  title: string;
  text: ReactNode;
  /** What the button says that does it: a verb. */
  action: string;
  /** What the other button says; "Cancel" unless that could be misread. */
  dismiss?: string;
}

type Confirm = (question: Confirmation) => Promise<boolean>;

const ConfirmContext = createContext<Confirm>(() => Promise.resolve(false));

/** Asks the person; resolves to whether they agreed. */
export function useConfirm(): Confirm {
  return useContext(ConfirmContext);
}

/** Shows the question that was asked last. Cancel has the focus. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<Confirmation | null>(null);
  const answer = useRef<(agreed: boolean) => void>(() => {});
  const dialog = useFocusBack(question !== null);
  const confirm = useCallback<Confirm>((asked) => {
    answer.current(false);
    setQuestion(asked);
    return new Promise((resolve) => {
      answer.current = resolve;
    });
  }, []);
  const settle = (agreed: boolean) => {
    answer.current(agreed);
    setQuestion(null);
  };
  return (
    <ConfirmContext value={confirm}>
      {children}
      <AlertDialog.Root open={question !== null} onOpenChange={(open) => !open && settle(false)}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className="veil z-50" />
          <AlertDialog.Content
            ref={dialog}
            className="fixed top-1/2 left-1/2 z-51 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md overflow-y-auto -translate-x-1/2 -translate-y-1/2 rounded-2xl border border-line bg-raised p-6 shadow-float outline-none"
          >
            <AlertDialog.Title className="text-lg leading-snug font-semibold tracking-tight wrap-anywhere">
              {question?.title}
            </AlertDialog.Title>
            <AlertDialog.Description asChild>
              <div className="mt-2 text-sm text-ink-2 text-pretty wrap-anywhere">{question?.text}</div>
            </AlertDialog.Description>
            <div className="mt-6 flex flex-wrap justify-end gap-2">
              <AlertDialog.Cancel className="button button-plain">
                {question?.dismiss ?? 'Cancel'}
              </AlertDialog.Cancel>
              <AlertDialog.Action className="button button-danger" onClick={() => settle(true)}>
                {question?.action}
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </ConfirmContext>
  );
}
