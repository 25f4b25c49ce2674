import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { classNames } from './class-names.ts';

/** Something the person should read once. */
export interface Notice {
  level: 'info' | 'warning' | 'error';
  text: string;
}

export type Notify = (notice: Notice) => void;

const NotifyContext = createContext<Notify>(() => {});

/** Shows a notice in the corner of the window. */
export function useNotify(): Notify {
  return useContext(NotifyContext);
}

const icons = { info: Info, warning: TriangleAlert, error: CircleAlert };
const iconColours = { info: 'text-accent', warning: 'text-warn', error: 'text-bad' };
/** Milliseconds a notice stays: errors long enough to be read twice. */
const stays = { info: 6000, warning: 12_000, error: 15_000 };
const mostAtOnce = 4;

/** Keeps and shows notices. The same sentence is not shown twice at a time. */
export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<(Notice & { key: number })[]>([]);
  const notify = useCallback<Notify>((notice) => {
    setShown((before) =>
      before.some(({ text }) => text === notice.text)
        ? before
        : [...before, { ...notice, key: performance.now() + Math.random() }].slice(-mostAtOnce),
    );
  }, []);
  const remove = (key: number) => setShown((before) => before.filter((notice) => notice.key !== key));
  return (
    <NotifyContext value={notify}>
      <Toast.Provider label="Notice" swipeDirection="right">
        {children}
        {shown.map((notice) => {
          const Icon = icons[notice.level];
          return (
            <Toast.Root
              key={notice.key}
              duration={stays[notice.level]}
              type={notice.level === 'info' ? 'background' : 'foreground'}
              onOpenChange={(open) => {
                if (!open) remove(notice.key);
              }}
              className="toast flex items-start gap-3 rounded-xl border border-line bg-raised p-3.5 pr-2.5 shadow-float"
            >
              <Icon
                aria-hidden
                className={classNames('mt-0.5 size-4.5 shrink-0', iconColours[notice.level])}
              />
              <Toast.Description className="min-w-0 flex-1 text-sm leading-snug wrap-anywhere">
                {notice.text}
              </Toast.Description>
              <Toast.Close aria-label="Dismiss" className="icon-button -my-1 size-7 shrink-0">
                <X aria-hidden className="size-4" />
              </Toast.Close>
            </Toast.Root>
          );
        })}
        {/* Not at the foot of the window: there the question is written and sent. */}
        <Toast.Viewport className="pointer-events-none fixed top-11 right-0 z-60 flex w-100 max-w-full flex-col gap-2 p-4 outline-none *:pointer-events-auto" />
      </Toast.Provider>
    </NotifyContext>
  );
}
