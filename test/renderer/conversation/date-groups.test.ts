import { describe, expect, it } from 'vitest';
import { dateGroups } from '../../../renderer/conversation/date-groups.ts';

const now = new Date(2026, 2, 31, 0, 30).getTime();
const at = (year: number, month: number, day: number, hour = 12) => ({
  updatedAt: new Date(year, month - 1, day, hour).getTime(),
});
const labels = (...members: { updatedAt: number }[]) =>
  dateGroups(members, now).map((group) => [group.label, group.members.length]);

describe('groups by date', () => {
  it('follow the calendar, not the hours that went by', () => {
    expect(labels(at(2026, 3, 31, 0), at(2026, 3, 30, 23), at(2026, 3, 30, 1), at(2026, 3, 29, 23))).toEqual([
      ['Today', 1],
      ['Yesterday', 2],
      ['Previous 7 days', 1],
    ]);
  });

  it('are days over a change of clocks, then a week, a month and months', () => {
    expect(
      labels(
        at(2026, 3, 24),
        at(2026, 3, 23),
        at(2026, 3, 1),
        at(2026, 2, 28),
        at(2026, 2, 1),
        at(2025, 12, 31),
      ),
    ).toEqual([
      ['Previous 7 days', 1],
      ['Previous 30 days', 2],
      ['February', 2],
      ['December 2025', 1],
    ]);
  });

  it('count what is dated in the future, by a clock that was wrong, as today', () => {
    expect(labels(at(2027, 1, 1))).toEqual([['Today', 1]]);
  });

  it('of nothing are none', () => {
    expect(labels()).toEqual([]);
  });
});
