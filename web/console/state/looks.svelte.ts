/** Photos this operator has chosen to see. Each is fetched once: every fetch is an entry in the journal. */
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import { api } from '$shared/api/client';
import * as words from '$words';
import { notices } from './notices.svelte';

class Looks {
  readonly shown = new SvelteMap<string, string>();
  readonly asked = new SvelteSet<string>();

  async look(evidence: string) {
    this.asked.add(evidence);
    const picture = await preview(evidence);
    if (picture) this.shown.set(evidence, URL.createObjectURL(picture));
    this.asked.delete(evidence);
  }

  forget() {
    this.shown.forEach((url) => URL.revokeObjectURL(url));
    this.shown.clear();
  }
}

async function preview(evidence_id: string): Promise<Blob | null> {
  const params = { path: { evidence_id, what: 'preview' as const } };
  try {
    const { response, data, error } = await api.GET('/api/console/evidence/{evidence_id}/{what}', {
      params,
      parseAs: 'blob',
    });
    if (response.ok) return data ?? null;
    notices.refused(error);
  } catch {
    notices.say(words.console_fault_away(), 'now');
  }
  return null;
}

export const looks = new Looks();
