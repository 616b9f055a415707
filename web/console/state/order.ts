/** Which appeals a filter shows, and in which order: urgency, then deadline, then age. A closed one whose answer has not
 * arrived needs somebody still. */
import type { Appeal } from './state';

export const FILTERS = ['all', 'now', 'today', 'mine', 'later', 'off', 'closed'] as const;
export type Filter = (typeof FILTERS)[number];
export const GROUPS = ['now', 'trouble', 'today', 'later', 'off', 'closed'] as const;
export type Group = (typeof GROUPS)[number];

export function groupOf(appeal: Appeal): Group {
  if (appeal.state === 'closed') return appeal.trouble ? 'trouble' : 'closed';
  return urgencyOf(appeal);
}

export function urgencyOf(appeal: Appeal) {
  if (appeal.off_topic) return 'off';
  return appeal.urgency === 'now' || appeal.urgency === 'later' ? appeal.urgency : 'today';
}

export function isShown(appeal: Appeal, filter: Filter, user: number): boolean {
  if (filter === 'closed') return appeal.state === 'closed';
  const group = groupOf(appeal);
  if (group === 'closed') return false;
  if (filter === 'mine') return appeal.taken_by?.id === user;
  return filter === 'all' || group === filter;
}

/** Closed ones newest first; the others by group, deadline and age. */
export function before(a: Appeal, b: Appeal): number {
  const group = GROUPS.indexOf(groupOf(a)) - GROUPS.indexOf(groupOf(b));
  if (group) return group;
  if (a.state === 'closed') return compare(b.registered_at, a.registered_at);
  return compare(a.reply_by, b.reply_by) || compare(a.registered_at, b.registered_at) || compare(a.id, b.id);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** How many each filter shows, as the server counts. */
export function counted(appeals: Appeal[], user: number): Record<Filter, number> {
  const counts = Object.fromEntries(FILTERS.map((filter) => [filter, 0])) as Record<Filter, number>;
  for (const appeal of appeals)
    for (const filter of FILTERS) if (isShown(appeal, filter, user)) counts[filter] += 1;
  return counts;
}
