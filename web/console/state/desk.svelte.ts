/** The console's state on the screen: fetched, then kept by the stream. Entries are buffered and applied once a frame. */
import { api, isRefusal } from '$shared/api/client';
import { Stream } from '$shared/live/stream.svelte';
import { drafts } from './drafts.svelte';
import { counted, FILTERS, type Filter } from './order';
import { persistently } from './loading';
import { session } from './session.svelte';
import { applyAll, fromFetch, rightsFor, withAppeals, withPage } from './state';
import type { Appeal, ConsoleState, Entry, Me, Page, Queue } from './state';

const FIRST = 200;
const MOST = 2000;
const KEPT_ENTRIES = 1000;
const AGAIN_MS = 3000;
const COUNTED_EVERY_MS = 5000;
// A hidden tab draws no frames, yet its sounds must come.
const HIDDEN_MS = 100;

export type Listener = {
  /** Everything was fetched anew. */
  fetched?: () => void;
  entries?: (entries: Entry[], before: ConsoleState) => void;
  opened?: (id: string) => void;
  /** More of the queue than the first page. */
  loaded?: (ids: string[]) => void;
};

class Desk {
  state = $state.raw<ConsoleState | null>(null);
  me = $state.raw<Me | null>(null);
  /** The server could not be reached when everything was to be fetched; it is tried again. */
  isAway = $state(false);
  /** When everything was fetched last; later only the stream makes it younger. */
  fetchedAt = $state(Date.now());
  selected = $state<string | null>(null);
  /** The selected appeal is not there or not ours to see. */
  isMissing = $state(false);
  /** How many more the server has than the screen, by filter. */
  private more = $state.raw<Partial<Record<Filter, number>>>({});
  /** More waits than a screen loads: then the server counts. */
  private isPartial = false;
  private counting: ReturnType<typeof setTimeout> | undefined;
  private buffer: Entry[] = [];
  private recent: Entry[] = [];
  private heard = 0;
  private frame = 0;
  private readonly listeners: Listener[] = [];

  stream = new Stream<Entry>('/live/console', {
    entry: (entry) => this.hear(entry),
    reset: () => void this.load(),
    bye: () => void this.load(),
  });

  appeals = $derived(this.state ? Object.values(this.state.appeals) : []);
  appeal = $derived<Appeal | null>((this.selected && this.state?.appeals[this.selected]) || null);
  page = $derived<Page | null>((this.selected && this.state?.pages[this.selected]) || null);
  counts = $derived.by(() => {
    const loaded = counted(this.appeals, this.me?.id ?? 0);
    return Object.fromEntries(
      FILTERS.map((name) => [name, loaded[name] + (this.more[name] ?? 0)]),
    ) as typeof loaded;
  });

  listen(listener: Listener) {
    this.listeners.push(listener);
  }

  /** Whether a role of his lets him do this to the appeal before him; without one, somewhere. */
  may(action: string): boolean {
    const { me, appeal } = this;
    if (!me || !appeal) return me?.actions.includes(action) ?? false;
    return rightsFor(me, appeal).some(({ actions }) => actions.includes(action));
  }

  /** Whether a role of his lets him read these fields of the appeal: what he may not read comes as null. */
  reads(field: string, appeal = this.appeal): boolean {
    const { me } = this;
    return !me || !appeal || rightsFor(me, appeal).some(({ fields }) => fields.includes(field));
  }

  /** Cursor first, then rows, then the stream from that cursor. Selection and drafts stay. */
  async load() {
    this.stream.close();
    try {
      const {
        data: first,
        error,
        response,
      } = await api.GET('/api/console/queue', {
        params: { query: { limit: FIRST } },
      });
      if (response.status === 401) return;
      if (isRefusal(error) && error.error === 'second_factor_needed') return void (session.phase = 'setup');
      const { data: me } = await api.GET('/api/console/me');
      if (!first || !me) return this.later();
      const pages = this.selected ? await this.fetched(this.selected) : null;
      this.isAway = false;
      this.fetchedAt = Date.now();
      this.me = me;
      drafts.belongTo(me.id);
      session.begin();
      this.buffer = [];
      this.state = fromFetch({ queue: first, pages: pages ? [pages] : [], me });
      this.reckon(first.counts);
      this.tell((listener) => listener.fetched?.());
      this.stream.open(first.cursor);
      this.isPartial = first.counts.all > MOST;
      if (first.counts.all > first.appeals.length) void persistently(() => this.loadMore('open'));
      void persistently(() => this.loadMore('trouble'));
      this.recount();
    } catch {
      this.later();
    }
  }

  /** Silence may mean that the session is over: any answer of the server tells. */
  async probe() {
    await api.GET('/api/console/me').catch(() => null);
  }

  stop() {
    this.stream.close();
    this.state = null;
    this.me = null;
  }

  async loadMore(filter: 'open' | 'closed' | 'trouble') {
    const limit = filter === 'open' ? MOST : FIRST;
    const { data } = await api.GET('/api/console/queue', { params: { query: { filter, limit } } });
    if (!data || !this.state) return;
    // What the stream brought meanwhile goes on waiting to be asked for.
    const heard = this.state.appeals;
    const loaded = data.appeals.filter((appeal) => !heard[appeal.id]).map((appeal) => appeal.id);
    this.keep(data.appeals);
    if (filter === 'open' && !this.isPartial) this.more = {};
    this.tell((listener) => listener.loaded?.(loaded));
  }

  /** Show an appeal. What is heard while its page is on the way is applied to the page once more. */
  async open(id: string) {
    this.selected = id;
    this.isMissing = false;
    const since = this.heard;
    const page = await this.fetched(id);
    if (!page || !this.state) {
      if (this.selected === id && this.state && !this.state.pages[id]) this.isMissing = true;
      return;
    }
    const missed = this.recent.slice(this.recent.length - (this.heard - since));
    this.state = applyAll(withPage(this.state, page), missed);
    this.tell((listener) => listener.opened?.(id));
  }

  /** Rows that were never loaded change too: what lies beyond them is asked for again and again. */
  private recount() {
    clearTimeout(this.counting);
    if (!this.isPartial) return;
    this.counting = setTimeout(() => void this.count(), COUNTED_EVERY_MS);
  }

  private async count() {
    const asked = await api.GET('/api/console/counts').catch(() => null);
    if (asked?.data) this.reckon(asked.data.counts);
    if (this.state) this.recount();
  }

  /** The server counts those that are open. */
  private reckon(counts: Queue['counts']) {
    const loaded = counted(
      this.appeals.filter(({ state }) => state !== 'closed'),
      this.me?.id ?? 0,
    );
    this.more = Object.fromEntries(Object.entries(counts).map(([k, n]) => [k, n - loaded[k as Filter]]));
  }

  keep(appeals: Appeal[]) {
    if (this.state) this.state = withAppeals(this.state, appeals);
  }

  private async fetched(appeal_id: string) {
    const asked = await api
      .GET('/api/console/appeals/{appeal_id}', { params: { path: { appeal_id } } })
      .catch(() => null);
    return asked?.data ?? null;
  }

  private later() {
    this.isAway = true;
    if (session.phase === 'asking') session.begin();
    setTimeout(() => void this.load(), AGAIN_MS);
  }

  private hear(entry: Entry) {
    this.buffer.push(entry);
    this.recent = [...this.recent.slice(-KEPT_ENTRIES), entry];
    this.heard += 1;
    if (this.frame) return;
    this.frame = document.hidden
      ? (setTimeout(this.flush, HIDDEN_MS) as unknown as number)
      : requestAnimationFrame(this.flush);
  }

  private flush = () => {
    const entries = this.buffer;
    this.frame = 0;
    this.buffer = [];
    if (!this.state || !entries.length) return;
    const before = this.state;
    this.state = applyAll(before, entries);
    this.tell((listener) => listener.entries?.(entries, before));
    if (this.selected && entries.some((entry) => this.concernsAdvice(entry))) void this.open(this.selected);
  };

  /** Whom to send is advised anew when a unit is free again or the place has changed. */
  private concernsAdvice(entry: Entry): boolean {
    const isFree = entry.kind === 'UnitReported' && entry.facts['state'] === 'done';
    return isFree || (entry.kind === 'AppealRerouted' && entry.facts['appeal'] === this.selected);
  }

  private tell(of: (listener: Listener) => void) {
    this.listeners.forEach(of);
  }
}

export const desk = new Desk();
