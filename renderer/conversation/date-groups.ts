import { startOfDay } from '../ui/today.ts';

/** Neighbours of a list that belong to the same stretch of time. */
export interface DateGroup<T> {
  /** "Today", "Yesterday", "Previous 7 days", "Previous 30 days", or a month. */
  label: string;
  members: T[];
}

const month = new Intl.DateTimeFormat('en-GB', { month: 'long' });
const monthOfYear = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' });
const dayMs = 86_400_000;

/** Groups what is sorted newest first by how long ago it was, in days of the calendar. */
export function dateGroups<T extends { updatedAt: number }>(
  sorted: readonly T[],
  now: number,
): DateGroup<T>[] {
  const groups: DateGroup<T>[] = [];
  for (const member of sorted) {
    const label = labelOf(member.updatedAt, now);
    const last = groups.at(-1);
    if (last?.label === label) last.members.push(member);
    else groups.push({ label, members: [member] });
  }
  return groups;
}

function labelOf(at: number, now: number): string {
  // Days are an hour shorter or longer where clocks are changed.
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days <= 7) return 'Previous 7 days';
  if (days <= 30) return 'Previous 30 days';
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? month : monthOfYear).format(at);
}
