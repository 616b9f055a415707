/** Ready answers for the appeal that is answered: those that fit it first, with what stands for their placeholders. */
import { api, type Schema } from '$shared/api/client';
import { language } from '$shared/words/language.svelte';

type Suggestions = Schema['Suggestions'];
/** `raw`: as it was written, what is each appeal's own left open. */
export type Ready = { code: string; reason: string; text: string; raw: string };

const PLACEHOLDER = /\{(number|desk|time|unit|eta|operator|service)\}/g;

class ReadyAnswers {
  private offered = $state.raw<Suggestions | null>(null);
  private appeal = '';

  async ask(appeal_id: string) {
    if (this.appeal !== appeal_id) this.offered = null;
    this.appeal = appeal_id;
    const { data } = await api
      .GET('/api/console/appeals/{appeal_id}/templates', { params: { path: { appeal_id } } })
      .catch(() => ({ data: null }));
    if (data && this.appeal === appeal_id) this.offered = data;
  }

  in(spoken: string): Ready[] {
    const { templates = [], values = {} } = this.offered ?? {};
    return templates.map(({ code, reason, texts }) => {
      const raw = texts[spoken] || language.of(texts);
      return { code, reason, raw, text: filled(raw, values, spoken) };
    });
  }
}

/** What is known stands in its place; the rest stays to be filled in. */
function filled(text: string, values: Suggestions['values'], spoken: string): string {
  return text.replace(PLACEHOLDER, (raw, name: string) => values[name]?.[spoken] ?? raw);
}

/** What was put in as a ready answer, opened again for everybody's own values, or filled with this one's. */
export function turned(text: string, ready: Ready[], isOpen: boolean): string {
  return ready.reduce(
    (said, { raw, text: own }) => (isOpen ? said.split(own).join(raw) : said.split(raw).join(own)),
    text,
  );
}

/** Where the next placeholder without a value stands, to be written over. */
export function gap(text: string): { from: number; to: number; name: string } | null {
  PLACEHOLDER.lastIndex = 0;
  const found = PLACEHOLDER.exec(text);
  return found ? { from: found.index, to: found.index + found[0].length, name: found[1]! } : null;
}

export const readyAnswers = new ReadyAnswers();
