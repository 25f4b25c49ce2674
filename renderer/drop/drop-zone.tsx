import { FileDown } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type DroppedItem, readDrop } from './read-drop.ts';

/**
 * Takes files dropped anywhere on the window, and files pasted anywhere, and shows while a drag is over it where they
 * will go.
 */
export function DropZone({
  title,
  text,
  onItems,
  children,
}: {
  /** What a drop will do: "Add to this conversation". */
  title: string;
  text: string;
  onItems: (items: DroppedItem[]) => void;
  children: ReactNode;
}) {
  const [over, setOver] = useState(false);
  const latest = useRef(onItems);
  latest.current = onItems;
  useEffect(() => {
    // `dragenter` and `dragleave` come for every element in between: the window is left when as many have gone.
    let depth = 0;
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const move = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = carriesFiles(event) ? 'copy' : 'none';
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer && carriesFiles(event)) void readDrop(event.dataTransfer).then(hand);
    };
    const paste = (event: ClipboardEvent) => {
      const transfer = event.clipboardData;
      // Text from office programs often brings a picture of itself along: the text is what is meant.
      if (!transfer?.types.includes('Files') || transfer.types.includes('text/plain')) return;
      event.preventDefault();
      void readDrop(transfer).then(hand);
    };
    const hand = (items: DroppedItem[]) => {
      if (items.length > 0) latest.current(items);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', move);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', move);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, []);
  return (
    <>
      {children}
      {over && (
        <div
          data-testid="drop-overlay"
          className="pointer-events-none fixed inset-0 z-80 grid animate-[fade_120ms_ease-out] place-items-center bg-ground/85 p-5 backdrop-blur-xs"
        >
          <div className="grid size-full place-items-center rounded-3xl border-2 border-dashed border-accent bg-accent-soft/60">
            <div className="px-6 text-center">
              <FileDown aria-hidden className="mx-auto mb-4 size-11 text-accent" strokeWidth={1.4} />
              <p className="text-xl font-semibold tracking-tight text-balance">{title}</p>
              <p className="mt-1.5 text-sm text-ink-2 text-balance">{text}</p>
            </div>
          </div>
        </div>
      )}
    </>
  );
}
