/** Whether the screen may be believed, said in one word: the connection, the worker, the oldest message that waits. */
import { desk } from './desk.svelte';
import { clock } from './clock.svelte';
import { sounds } from './sounds.svelte';

export type Health = 'joining' | 'live' | 'stale' | 'worker' | 'inbound';

// Longer than this a citizen's message is not registered: somebody must look.
const WAITS_S = 15;
// A stream that never began to speak is as bad as one that fell silent.
const SILENT_MS = 20_000;

class Watch {
  /** Local milliseconds since anything was heard. */
  age = $derived.by(() => {
    void clock.now;
    return Math.max(0, Date.now() - Math.max(desk.stream.heardAt, desk.fetchedAt));
  });
  health = $derived.by<Health>(() => {
    if (desk.isAway) return 'stale';
    if (desk.stream.connection !== 'live') return this.age > SILENT_MS ? 'stale' : desk.stream.connection;
    if (desk.stream.pulse?.worker === 'late') return 'worker';
    return (desk.stream.pulse?.oldest_inbound_s ?? 0) > WAITS_S ? 'inbound' : 'live';
  });
  isAmber = $derived(this.health !== 'live' && this.health !== 'joining');

  /** To be called once, where effects live: the clock follows the server, a lost connection is heard. */
  begin() {
    $effect(() => {
      if (desk.stream.pulse) clock.set(desk.stream.pulse.at);
    });
    $effect(() => {
      if (this.health !== 'stale') return;
      sounds.lost();
      void desk.probe();
    });
  }
}

export const watch = new Watch();
