import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useFocusBack } from '../focus/focus-back.ts';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { DialogContents } from './overlay-home.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence under the title; read out with it. */
  description?: ReactNode;
  children: ReactNode;
}

/** A dialog in the middle of the window. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  wide = false,
}: DialogProps & { wide?: boolean }) {
  const contents = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="veil grid place-items-center overflow-y-auto p-4">
          <Radix.Content
            ref={contents}
            {...(description ? {} : { 'aria-describedby': undefined })}
            onOpenAutoFocus={focusWhatIsToFillIn}
            className={classNames(
              'relative w-full rounded-2xl border border-line bg-raised p-6 shadow-float outline-none',
              'animate-[appear_140ms_ease-out]',
              wide ? 'max-w-2xl' : 'max-w-md',
            )}
          >
            <Radix.Title className="pr-8 text-lg leading-snug font-semibold tracking-tight text-balance">
              {title}
            </Radix.Title>
            {description && (
              <Radix.Description className="mt-1.5 text-sm text-ink-2 text-pretty wrap-anywhere">
                {description}
              </Radix.Description>
            )}
            <Radix.Close asChild>
              <IconButton label="Close" icon={X} className="absolute top-4 right-4" />
            </Radix.Close>
            <DialogContents>{children}</DialogContents>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A dialog that comes from an edge of the window and fills its height. */
export function Sheet({
  open,
  onOpenChange,
  title,
  description,
  side,
  hideHeader = false,
  children,
}: DialogProps & { side: 'left' | 'right'; hideHeader?: boolean }) {
  const contents = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="veil" />
        <Radix.Content
          ref={contents}
          {...(description ? {} : { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusWhatIsToFillIn}
          className={classNames(
            'fixed inset-y-0 z-41 flex w-104 max-w-[92vw] flex-col bg-ground shadow-float outline-none',
            side === 'right'
              ? 'right-0 animate-[sheet-right_180ms_ease-out]'
              : 'left-0 animate-[sheet-left_180ms_ease-out]',
          )}
        >
          {hideHeader ? (
            <Radix.Title className="sr-only">{title}</Radix.Title>
          ) : (
            <div className="flex items-start gap-2 border-b border-line px-5 py-3.5">
              <div className="min-w-0 flex-1">
                <Radix.Title className="section-title">{title}</Radix.Title>
                {description && (
                  <Radix.Description className="mt-0.5 text-sm text-ink-2">{description}</Radix.Description>
                )}
              </div>
              <Radix.Close asChild>
                <IconButton label="Close" icon={X} />
              </Radix.Close>
            </div>
          )}
          <DialogContents>{children}</DialogContents>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/**
 * A dialog opens on its first field, else on itself: never on its close button. On itself, too, where a keyboard would come
 * onto the screen for the field.
 */
function focusWhatIsToFillIn(event: Event): void {
  event.preventDefault();
  const content = event.currentTarget as HTMLElement;
  const field = matchMedia('(hover: none)').matches
    ? null
    : content.querySelector<HTMLElement>('input, select, textarea');
  (field ?? content).focus({ preventScroll: true });
}

/** For a dialog that is there to be read. */
export function focusItself(event: Event): void {
  event.preventDefault();
  (event.currentTarget as HTMLElement).focus({ preventScroll: true });
}
