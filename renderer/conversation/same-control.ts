/**
 * Another version of a message takes its place on the screen, and with the old one its buttons go. Whoever pressed one of them
 * goes on at the same place: on the same button, on one beside it, or on the first that can be used.
 *
 * @param had a control and what it stood in, from the inside out
 */
export function sameControl(had: readonly Element[]): HTMLElement | null {
  const [control] = had;
  const at = had.findIndex((element) => element.matches('li[data-place]'));
  const message = had[at];
  const list = had[at + 1];
  if (!control || !message || !list || message.isConnected) return null;
  const now = list.querySelector(`li[data-place="${message.getAttribute('data-place')}"]`);
  const controls = [...(now?.querySelectorAll<HTMLButtonElement>('button:enabled') ?? [])];
  const label = labelOf(control);
  const group = groupOf(control);
  const same = controls.find((one) => label !== null && labelOf(one) === label);
  const beside = controls.find((one) => group !== null && groupOf(one) === group);
  return same ?? beside ?? controls[0] ?? null;
}

const labelOf = (control: Element): string | null => control.getAttribute('aria-label');
const groupOf = (control: Element): string | null => {
  const group = control.closest('[role=group]');
  return group && labelOf(group);
};
