/* eslint-disable svelte/prefer-svelte-reactivity -- no screen shows these sets */
/** What the police have not received yet. Kept until the server says it has it; sent as often as needed, taken once. */
import type { Schema } from '$shared/api/client';
import { newKey } from '$shared/api/key';
import { ask, NotReached, Refused } from './asking';
import { keeping as kept, type Change, type Keeping } from './keeping';
import { body, rest, said, type Outgoing, type Photo } from './outgoing';
import { upload as send } from './uploading';

export type Told = {
  receipt: (receipt: Schema['Receipt']) => void;
  message: (message: Schema['CitizenMessage']) => void;
};

const FIRST_MS = 3_000;
const LAST_MS = 60_000;
const PASSING = 'passing';

export class Outbox {
  items = $state.raw<Outgoing[]>([]);
  /** How much of a photo has gone, by its key. */
  gone = $state.raw<Record<string, number>>({});
  /** Where what was said has come to, by client key; as long as the page lives. */
  received = $state.raw<Record<string, string>>({});
  /** The last try did not reach the police. */
  failing = $state(false);

  private again = new Set<() => Promise<void>>();
  private running = new Set<() => Promise<void>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_MS;
  private changes = 0;
  private others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('korgan.outbox') : null;

  constructor(
    private readonly told: Told,
    private readonly keeping: Keeping = kept,
    private readonly upload = send,
  ) {}

  /** The page itself sends, on start, when the line is back and by a timer: nothing else works in every browser. */
  begin() {
    addEventListener('online', this.hurry);
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && this.hurry(),
    );
    this.others?.addEventListener('message', () => void this.look());
    this.hurry();
  }

  /** Keeps it first, together with what must change at the same moment, then sends. */
  async add(item: Outgoing, ...also: Change[]) {
    await this.keep(item, ...also);
    this.hurry();
  }

  /** Takes it back to be edited. */
  async take(key: string, ...also: Change[]) {
    this.changes += 1;
    this.items = this.items.filter((item) => item.key !== key);
    await this.keeping.write(['outbox', key, undefined], ...also);
    this.others?.postMessage(null);
  }

  /** The citizen has read why photos did not arrive. */
  async forget(key: string) {
    const item = this.items.find((one) => one.key === key);
    if (!item) return;
    // The others are still on their way.
    await this.keepOrLetGo({ ...item, photos: item.photos.filter((photo) => photo.state !== 'refused') });
  }

  hurry = () => {
    this.wait = FIRST_MS;
    void this.drain(this.post);
    void this.drain(this.uploads);
  };

  /** One at a time; who comes meanwhile makes it run once more. Photos never hold up a message. */
  private async drain(work: () => Promise<void>) {
    if (this.running.has(work)) {
      this.again.add(work);
      return;
    }
    this.running.add(work);
    try {
      do {
        this.again.delete(work);
        await this.alone(work);
      } while (this.again.has(work));
    } finally {
      this.running.delete(work);
      this.rest();
    }
  }

  /** Of several open pages one sends; even if two did, the server takes it once. */
  private async alone(work: () => Promise<void>) {
    const run = async () => {
      await this.look();
      await work();
    };
    // Absent in a page that came over plain HTTP.
    const locks = navigator.locks as LockManager | undefined;
    if (!locks) return run();
    const name = work === this.post ? 'korgan.messages' : 'korgan.photos';
    await locks.request(name, { ifAvailable: true }, (lock) => (lock ? run() : undefined));
  }

  private async look() {
    for (;;) {
      const seen = this.changes;
      const items = await this.keeping.all<Outgoing>('outbox');
      // What was kept or taken back while we read must not come undone.
      if (seen === this.changes) return void (this.items = items.sort(byTime));
    }
  }

  private post = async () => {
    for (const { key } of this.items.filter((item) => item.state === 'waiting')) {
      // Meanwhile it may have been taken back, or another page has sent it.
      const item = this.items.find((one) => one.key === key && one.state === 'waiting');
      if (item && (await this.deliver(item)) === PASSING) break;
    }
  };

  private async deliver(item: Outgoing): Promise<unknown> {
    const tried = { ...item, tried: item.tried ?? said(item) };
    await this.keep(tried);
    try {
      await (item.kind === 'report' ? this.report(tried) : this.say(tried));
      this.failing = false;
    } catch (reason) {
      if (!(reason instanceof Refused)) {
        this.failing = true;
        this.waitFor(reason);
        return PASSING;
      }
      // Refused is not taken, so it may be changed and sent under the same key.
      if (this.has(item)) await this.keep({ ...item, state: 'refused', words: reason.words });
    }
    return undefined;
  }

  private async report(item: Outgoing) {
    const receipt = await ask<Schema['Receipt']>('/appeals', body(item));
    await this.keeping.write(['kept', `receipt:${receipt.id}`, receipt]);
    await this.arrived({ ...item, appeal: receipt.id }, receipt.repeated);
    this.told.receipt(receipt);
  }

  private async say(item: Outgoing) {
    const message = await ask<Schema['CitizenMessage']>(`/appeals/${item.appeal}/messages`, body(item));
    const texts = message.parts.filter((part) => part.kind === 'text').map((part) => part.text);
    await this.arrived({ ...item, appeal: message.appeal }, item.text !== '' && !texts.includes(item.text));
    this.told.message(message);
  }

  /** The message is there; now its photos go. */
  private async arrived(item: Outgoing, earlier: boolean) {
    const more = earlier ? rest(item, newKey()) : null;
    const follows = new Set(more?.photos.map((photo) => photo.key));
    const photos = item.photos.filter((photo) => !follows.has(photo.key));
    this.received = { ...this.received, [item.key]: item.appeal! };
    // Taken back while it was on its way: the draft goes on, and its next try finds this one.
    if (!this.has(item)) return;
    if (more) await this.keep(more);
    await this.keepOrLetGo({ ...item, photos, state: 'received' });
    void this.drain(this.uploads);
    if (more) void this.drain(this.post);
  }

  private uploads = async () => {
    for (const { key } of this.items.filter((item) => item.state === 'received')) {
      for (const photo of this.items.find((item) => item.key === key)?.photos ?? []) {
        if (photo.state === 'waiting') await this.bring(key, photo);
      }
    }
  };

  private async bring(key: string, photo: Photo) {
    const item = this.items.find((one) => one.key === key);
    const file = await this.keeping.get<Blob>('files', photo.key);
    if (!item?.appeal) return;
    try {
      if (file) await this.upload(`/upload/citizen/${item.appeal}/${photo.key}`, file, this.tell(photo));
      await this.mark(key, { ...photo, state: file ? 'here' : 'refused' });
      this.failing = false;
    } catch (reason) {
      if (reason instanceof Refused)
        await this.mark(key, { ...photo, state: 'refused', words: reason.words });
      else {
        this.failing = true;
        this.waitFor(reason);
      }
    }
  }

  private tell(photo: Photo) {
    return (share: number) => (this.gone = { ...this.gone, [photo.key]: share });
  }

  private async mark(key: string, photo: Photo) {
    const item = this.items.find((one) => one.key === key);
    if (!item) return;
    const photos = item.photos.map((one) => (one.key === photo.key ? photo : one));
    if (photo.state !== 'waiting') await this.keeping.write(['files', photo.key, undefined]);
    await this.keepOrLetGo({ ...item, photos });
  }

  /** Kept as long as something is to be sent or the citizen must learn that a photo did not arrive. */
  private async keepOrLetGo(item: Outgoing) {
    if (item.photos.every((photo) => photo.state === 'here')) await this.take(item.key);
    else await this.keep(item);
  }

  private has(item: Outgoing) {
    return this.items.some((one) => one.key === item.key);
  }

  private async keep(item: Outgoing, ...also: Change[]) {
    this.changes += 1;
    this.items = [...this.items.filter((one) => one.key !== item.key), item].sort(byTime);
    await this.keeping.write(['outbox', item.key, item], ...also);
    this.others?.postMessage(null);
  }

  /** Who comes before the time he was told loses his turn. */
  private waitFor(reason: unknown) {
    if (reason instanceof NotReached) this.wait = Math.max(this.wait, reason.after_ms);
  }

  /** The next try by itself, each time a little later. */
  private rest() {
    clearTimeout(this.timer);
    if (!this.items.some(isPending)) return;
    this.timer = setTimeout(() => {
      void this.drain(this.post);
      void this.drain(this.uploads);
    }, this.wait);
    this.wait = Math.min(this.wait * 2, LAST_MS);
  }
}

const byTime = (one: Outgoing, other: Outgoing) => one.at.localeCompare(other.at);

export function isPending(item: Outgoing): boolean {
  return (
    item.state === 'waiting' ||
    (item.state === 'received' && item.photos.some((one) => one.state === 'waiting'))
  );
}
