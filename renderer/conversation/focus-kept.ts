import { type RefObject, useEffect, useRef } from 'react';
import type { Message } from '../../preload/contract/index.ts';

/** A control of a message: its name, and that of the group in which it stands. */
interface FocusedControl {
  messageId: string;
  label: string | null;
  group: string | null;
}

/**
 * Another version of a message takes its place on the screen, and with the old one its buttons go. Whoever pressed one of
 * them with the keyboard goes on at the same place: on the same button, on one beside it, or on the first that can be used.
 */
export function useFocusKept(list: RefObject<HTMLElement | null>, messages: readonly Message[]): void {
  const focused = useRef<FocusedControl | null>(null);
  const before = useRef(messages);
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      focused.current =
        target instanceof Element && list.current?.contains(target) ? controlAt(target) : null;
    };
    addEventListener('focusin', note);
    return () => removeEventListener('focusin', note);
  }, [list]);
  useEffect(() => {
    const control = focused.current;
    const now = messages[before.current.findIndex(({ id }) => id === control?.messageId)];
    before.current = messages;
    if (!control || !now || now.id === control.messageId || document.activeElement !== document.body) return;
    const message = document.getElementById(now.id);
    const controls = [...(message?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [])];
    const same = controls.find((one) => control.label !== null && labelOf(one) === control.label);
    const beside = controls.find((one) => control.group !== null && groupOf(one) === control.group);
    (same ?? beside ?? controls[0])?.focus({ preventScroll: true });
  }, [messages]);
}

function controlAt(element: Element): FocusedControl | null {
  const messageId = element.closest('li[id]')?.id;
  return messageId ? { messageId, label: labelOf(element), group: groupOf(element) } : null;
}

const labelOf = (control: Element): string | null => control.getAttribute('aria-label');
const groupOf = (control: Element): string | null => {
  const group = control.closest('[role=group]');
  return group && labelOf(group);
};
