/** The list on the left. It never moves under the cursor: new rows wait to be asked for, and while the pointer is over
 * the list, rows keep their places. */
import { desk } from './desk.svelte';
import { before, groupOf, isShown, type Filter, type Group } from './order';
import type { Appeal } from './state';

export type Item = { key: string; group: Group } & (
  { appeal: Appeal; at: number; of: number } | { count: number }
);

type Held = { id: string; group: Group };

class QueueView {
  filter = $state<Filter>('all');
  /** What a saved view asks besides. */
  private fits = $state.raw<((appeal: Appeal) => boolean) | null>(null);
  private known = $state.raw<ReadonlySet<string>>(new Set());
  private held = $state.raw<Held[] | null>(null);

  private matching = $derived(
    desk.appeals
      .filter((appeal) => isShown(appeal, this.filter, desk.me?.id ?? 0) && (this.fits?.(appeal) ?? true))
      .sort(before),
  );
  private settled = $derived(
    this.matching
      .filter((appeal) => this.known.has(appeal.id))
      .map((appeal) => ({ id: appeal.id, group: groupOf(appeal) })),
  );
  waiting = $derived(this.matching.filter((appeal) => !this.known.has(appeal.id)));
  items = $derived(grouped(this.held ?? this.settled, desk.state?.appeals ?? {}));
  shown = $derived(this.items.flatMap((item) => ('appeal' in item ? [item.appeal] : [])));

  constructor() {
    desk.listen({
      fetched: () => this.accept(),
      entries: () => this.settle(),
      loaded: (ids) => this.know(ids),
      opened: (id) => this.know([id]),
    });
  }

  choose(filter: Filter) {
    this.held = null;
    this.filter = filter;
    this.accept();
    if (filter === 'closed') void desk.loadMore('closed');
  }

  narrow(fits: ((appeal: Appeal) => boolean) | null) {
    this.held = null;
    this.fits = fits;
    this.accept();
  }

  /** Show everything that waits. */
  accept() {
    this.known = new Set(Object.keys(desk.state?.appeals ?? {}));
    if (this.held) this.held = this.settled;
  }

  /** The pointer is over the list: every row keeps its place. */
  hold() {
    this.held ??= this.settled;
  }

  letGo() {
    this.held = null;
  }

  private know(ids: string[]) {
    this.known = new Set([...this.known, ...ids]);
  }

  /** Into an empty list news come by themselves. */
  private settle() {
    if (!this.shown.length && this.waiting.length) this.accept();
  }
}

function grouped(rows: Held[], appeals: Record<string, Appeal>): Item[] {
  const there = rows.filter(({ id }) => appeals[id]);
  return there.flatMap(({ id, group }, index) => {
    const row: Item = { key: id, group, appeal: appeals[id]!, at: index + 1, of: there.length };
    if (group === there[index - 1]?.group) return [row];
    return [{ key: group, group, count: there.filter((one) => one.group === group).length }, row];
  });
}

export const queue = new QueueView();
