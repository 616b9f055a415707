/** The one thing the operator must be told now: what happened, what became of the data, what to do. */
import { isRefusal, type Refusal } from '$shared/api/client';
import { language } from '$shared/words/language.svelte';
import * as words from '$words';

export type Notice = { text: string; look: 'now' | 'today' | 'info' };

const SHOWN_MS = 12_000;

class Notices {
  current = $state.raw<Notice | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, look: Notice['look'] = 'today') {
    clearTimeout(this.timer);
    this.current = { text, look };
    this.timer = setTimeout(() => this.clear(), SHOWN_MS);
  }

  clear() {
    this.current = null;
  }

  refused(given: unknown) {
    this.say(isRefusal(given) ? worded(given) : words.console_fault_broke(), 'now');
  }
}

/** Some refusals name who or what stands in the way. */
function worded(refusal: Refusal): string {
  const by = refusal['by'] as { name: string; number: string } | undefined;
  if (refusal.error === 'already_taken' && by)
    return words.console_already_taken({ name: by.name, number: by.number });
  if (refusal.error === 'unit_busy')
    return words.console_unit_busy({ unit: String(refusal['unit']), number: String(refusal['on']) });
  return language.of(refusal.message);
}

export const notices = new Notices();
