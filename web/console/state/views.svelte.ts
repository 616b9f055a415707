/** Filters of the queue under a name; a view is data, and this says which appeals it shows. */
import { api, type Schema } from '$shared/api/client';
import { asked, told } from './acts';
import { desk } from './desk.svelte';
import { clocksOf } from './handled';
import { queue } from './queue.svelte';
import type { Appeal } from './state';

export type Filters = Schema['Filters'];
export type View = Schema['ViewShown'];

export function fits(filters: Filters, appeal: Appeal, now: number): boolean {
  const { channels, states, desks, kinds } = filters;
  if (channels && !channels.includes(appeal.channel)) return false;
  if (states && !(states as string[]).includes(appeal.state)) return false;
  if (desks && !desks.includes(appeal.desk)) return false;
  if (kinds && !kinds.includes(appeal.kind)) return false;
  if (filters.is_unread && !appeal.unread) return false;
  if (filters.has_follow_up && !appeal.call_at) return false;
  return !filters.is_overdue || clocksOf(appeal).some(({ due }) => Date.parse(due) < now);
}

class Views {
  all = $state.raw<View[]>([]);
  private isListening = false;

  begin() {
    void this.load();
    if (this.isListening) return;
    this.isListening = true;
    desk.listen({
      entries: (entries) => {
        if (entries.some(({ kind }) => kind === 'ViewSaved' || kind === 'ViewRemoved')) void this.load();
      },
    });
  }

  async load() {
    const asking = await api.GET('/api/console/views').catch(() => null);
    if (asking?.data) this.all = asking.data;
  }

  /** For all of a desk, or without one for himself. */
  async save(name: string, filters: Filters, desk: number | null): Promise<boolean> {
    const body = { ...asked(), name, filters, desk };
    const saved = (await told(() => api.POST('/api/console/views', { body }))) !== null;
    if (saved) await this.load();
    return saved;
  }

  async remove(view_id: string) {
    const params = { path: { view_id } };
    if (await told(() => api.POST('/api/console/views/{view_id}/remove', { params, body: asked() })))
      await this.load();
  }

  show(filters: Filters | null) {
    if (filters?.filter && filters.filter !== queue.filter) queue.choose(filters.filter);
    queue.narrow(filters && ((appeal) => fits(filters, appeal, Date.now())));
  }
}

export const views = new Views();
