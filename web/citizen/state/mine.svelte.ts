/** My appeals and their conversations as the server last told them, kept so that they can be read without a line. */
import { Stream } from '$shared/live/stream.svelte';
import type { Schema } from '$shared/api/client';
import { ask, NotReached, Refused } from './asking';
import { keeping } from './keeping';

type Appeal = Schema['CitizenAppeal'];
type Message = Schema['CitizenMessage'];
type Entry = { seq: number; kind: string; appeal: Appeal | null; message: Message | null };

const MINE = 'mine';

export class Mine {
  appeals = $state.raw<Appeal[]>([]);
  /** Messages by appeal; an appeal never opened has none here. */
  said = $state.raw<Record<string, Message[]>>({});
  /** When the list was true; null as long as it is not known at all. */
  at = $state<number | null>(null);
  /** An appeal that is not mine, or is no more. */
  absent = $state.raw<readonly string[]>([]);

  stream = new Stream<Entry>('/live/citizen', {
    entry: (entry) => this.hear(entry),
    reset: () => void this.learn(),
    bye: () => void this.learn(),
  });
  private isListening = false;

  async begin() {
    const before = await keeping.get<{ appeals: Appeal[]; at: number }>('kept', MINE);
    if (before && this.at === null) {
      this.at = before.at;
      this.appeals = merged(before.appeals, this.appeals);
    }
    addEventListener('online', () => void this.learn());
    await this.learn();
  }

  /** Everything anew: cursor and rows, then the stream from that cursor. */
  learn = async (): Promise<void> => {
    try {
      const { appeals, is_joined, cursor } = await ask<Schema['Mine']>('/me');
      this.at = Date.now();
      this.appeals = merged(this.appeals, appeals);
      if (appeals.length || is_joined) this.listen(cursor);
      this.keep();
      for (const appeal of Object.keys(this.said)) void this.read(appeal);
    } catch (reason) {
      if (!(reason instanceof NotReached)) throw reason;
    }
  };

  /** One conversation; what it shows was thereby delivered. */
  async read(appeal: string): Promise<void> {
    const before = this.said[appeal] ?? (await keeping.get<Message[]>('kept', `said:${appeal}`));
    if (before) this.say(appeal, before);
    try {
      const told = await ask<Schema['Conversation']>(`/appeals/${appeal}`);
      this.appeals = merged(this.appeals, [told.appeal]);
      this.say(appeal, told.messages);
      this.absent = this.absent.filter((id) => id !== appeal);
    } catch (reason) {
      if (reason instanceof Refused) this.absent = [...this.absent, appeal];
      else if (!(reason instanceof NotReached)) throw reason;
    }
  }

  /** I have read the answers of an appeal. */
  async seen(appeal: string): Promise<void> {
    const last = this.said[appeal]?.findLast((message) => message.direction === 'out');
    if (!last) return;
    try {
      const told = await ask<Appeal>(`/appeals/${appeal}/seen`, { up_to: last.id });
      this.appeals = merged(this.appeals, [told]);
    } catch {
      // The next look at the conversation says it again.
    }
  }

  of(appeal: string): Appeal | undefined {
    return this.appeals.find((one) => one.id === appeal);
  }

  hear(entry: Pick<Entry, 'appeal' | 'message'>) {
    const { appeal, message } = entry;
    if (appeal) this.appeals = merged(this.appeals, [appeal]);
    if (message && this.said[message.appeal]) this.say(message.appeal, [message]);
    // An answer that came while another screen is open is fetched, so that it counts as delivered.
    else if (message?.direction === 'out') void this.read(message.appeal);
    if (this.isListening) this.at = Date.now();
    this.keep();
  }

  private say(appeal: string, messages: Message[]) {
    const all = newer(this.said[appeal] ?? [], messages).sort(
      (one, other) => Date.parse(one.at) - Date.parse(other.at),
    );
    this.said = { ...this.said, [appeal]: all };
    void keeping.write(['kept', `said:${appeal}`, all]);
  }

  /** Who has never reported anything, here or elsewhere, has nothing to hear. */
  private listen(cursor: string) {
    this.isListening = true;
    this.stream.open(cursor);
  }

  private keep() {
    void keeping.write(['kept', MINE, { appeals: this.appeals, at: this.at }]);
  }
}

/** Of two tellings of a row the higher version is true. */
export function newer<Row extends { id: string; version: number }>(known: Row[], told: Row[]): Row[] {
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives as long as this function
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const row of told) {
    const before = rows.get(row.id);
    if (!before || before.version <= row.version) rows.set(row.id, row);
  }
  return [...rows.values()];
}

function merged(known: Appeal[], told: Appeal[]): Appeal[] {
  return newer(known, told).sort(
    (one, other) => Date.parse(other.registered_at) - Date.parse(one.registered_at),
  );
}

export const mine = new Mine();
