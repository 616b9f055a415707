import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refused } from './asking';
import { Keeping } from './keeping';
import { Outbox } from './outbox.svelte';
import type { Outgoing, Photo } from './outgoing';

const APPEAL = '01a20eed-f136-746b-9273-acf8a0367ea5';
const WORDS = { ru: 'Место не годится', en: 'The place is no good' };

type Asked = { path: string; client_key: string; text: string; photos: string[] };

/** A server that takes a client key once, and a line that can break before or after it heard. */
class Line {
  asked: Asked[] = [];
  taken = new Map<string, Asked>();
  state: 'up' | 'down' | 'deaf' | 'refusing' | 'crowded' = 'up';

  fetch = (path: string, how: { body: string }): Promise<Response> => {
    if (this.state === 'down') return Promise.reject(new TypeError('no line'));
    const asked = { path, ...(JSON.parse(how.body) as Omit<Asked, 'path'>) };
    this.asked.push(asked);
    if (this.state === 'refusing') return this.answer(422, { error: 'bad_place', message: WORDS });
    if (this.state === 'crowded') return this.answer(429, { error: 'too_many', message: WORDS, wait_s: 20 });
    const repeated = this.taken.has(asked.client_key);
    if (!repeated) this.taken.set(asked.client_key, asked);
    // The answer is lost on the way.
    if (this.state === 'deaf') return Promise.reject(new TypeError('cut'));
    const kept = this.taken.get(asked.client_key)!;
    const parts = [{ kind: 'text', text: kept.text }];
    return this.answer(repeated ? 200 : 201, { id: APPEAL, number: '1', appeal: APPEAL, repeated, parts });
  };

  private answer(status: number, body: unknown) {
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  }
}

const photo = (key: string): Photo => ({ key, name: `${key}.jpg`, state: 'waiting' });
function report(key: string, more: Partial<Outgoing> = {}): Outgoing {
  const of = {
    kind: 'report',
    appeal: null,
    state: 'waiting',
    words: null,
    tried: null,
    place: null,
  } as const;
  return { ...of, key, text: 'Драка', language: 'ru', photos: [], at: '2026-11-24T10:00:00Z', ...more };
}

let line: Line;
let keeping: Keeping;
let uploaded: string[];
let arrive: (address: string) => Promise<void>;

function outbox() {
  const upload = async (address: string) => {
    await arrive(address);
    uploaded.push(address);
  };
  return new Outbox({ receipt: () => undefined, message: () => undefined }, keeping, upload);
}

beforeEach(() => {
  line = new Line();
  keeping = new Keeping();
  uploaded = [];
  arrive = () => Promise.resolve();
  vi.stubGlobal('fetch', line.fetch);
});
afterEach(() => vi.unstubAllGlobals());

test('a report without a line is kept, also by the next page, and arrives once when the line is back', async () => {
  line.state = 'down';
  const before = outbox();
  await before.add(report('a'));
  await vi.waitFor(() => expect(before.failing).toBe(true));
  const after = outbox();
  line.state = 'up';
  after.hurry();
  await vi.waitFor(() => expect(after.received['a']).toBe(APPEAL));
  expect(line.taken.size).toBe(1);
  await vi.waitFor(async () => expect(await keeping.all('outbox')).toEqual([]));
});

test('an answer lost on the way does not double the report', async () => {
  line.state = 'deaf';
  const box = outbox();
  await box.add(report('a'));
  await vi.waitFor(() => expect(box.failing).toBe(true));
  line.state = 'up';
  box.hurry();
  await vi.waitFor(() => expect(box.received['a']).toBe(APPEAL));
  expect(line.asked.length).toBe(2);
  expect([...line.taken.keys()]).toEqual(['a']);
});

test('what was changed after the server had already taken it is said as one more message', async () => {
  line.state = 'deaf';
  const box = outbox();
  await box.add(report('a'));
  await vi.waitFor(() => expect(box.failing).toBe(true));
  const item = box.items[0]!;
  await box.take('a');
  line.state = 'up';
  await box.add({ ...item, text: 'Драка, один ранен' });
  await vi.waitFor(() => expect(line.taken.size).toBe(2));
  const more = [...line.taken.values()][1]!;
  expect(more.path).toBe(`/api/citizen/appeals/${APPEAL}/messages`);
  expect(more.text).toBe('Драка, один ранен');
});

test('a report that came in a crowd is kept and sent by itself when its turn has come', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    line.state = 'crowded';
    const box = outbox();
    await box.add(report('a'));
    await vi.waitFor(() => expect(box.failing).toBe(true));
    expect(box.items[0]?.state).toBe('waiting');
    line.state = 'up';
    await vi.advanceTimersByTimeAsync(19_000);
    expect(line.asked.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1_500);
    await vi.waitFor(() => expect(box.received['a']).toBe(APPEAL));
  } finally {
    vi.useRealTimers();
  }
});

test('a refused report stays with the words of the server', async () => {
  line.state = 'refusing';
  const box = outbox();
  await box.add(report('a'));
  await vi.waitFor(() => expect(box.items[0]?.state).toBe('refused'));
  expect(box.items[0]?.words).toEqual(WORDS);
  expect((await keeping.all<Outgoing>('outbox'))[0]?.text).toBe('Драка');
});

test('the message goes first and photos follow; a refused photo costs neither it nor the others', async () => {
  arrive = (address) =>
    address.endsWith('p1') ? Promise.reject(new Refused(415, WORDS)) : Promise.resolve();
  const box = outbox();
  await keeping.write(['files', 'p1', new Blob(['1'])], ['files', 'p2', new Blob(['2'])]);
  await box.add(report('a', { photos: [photo('p1'), photo('p2')] }));
  await vi.waitFor(() => expect(uploaded).toEqual([`/upload/citizen/${APPEAL}/p2`]));
  expect(line.asked[0]?.photos).toEqual(['p1', 'p2']);
  await vi.waitFor(() => expect(box.items[0]?.photos.map((one) => one.state)).toEqual(['refused', 'here']));
  await box.forget('a');
  expect(box.items).toEqual([]);
});

test('to have read of a refused photo does not give up one that is still on its way', async () => {
  arrive = (address) =>
    Promise.reject(address.endsWith('p1') ? new Refused(415, WORDS) : new TypeError('cut'));
  const box = outbox();
  await keeping.write(['files', 'p1', new Blob(['1'])], ['files', 'p2', new Blob(['2'])]);
  await box.add(report('a', { photos: [photo('p1'), photo('p2')] }));
  await vi.waitFor(() => expect(box.items[0]?.photos[0]?.state).toBe('refused'));
  await box.forget('a');
  expect(box.items[0]?.photos.map((one) => one.key)).toEqual(['p2']);
  expect(await keeping.get('files', 'p2')).toBeDefined();
});

test('a photo that hangs does not hold up the next message', async () => {
  arrive = () => new Promise(() => undefined);
  const box = outbox();
  await keeping.write(['files', 'p1', new Blob(['1'])]);
  await box.add(report('a', { photos: [photo('p1')] }));
  await vi.waitFor(() => expect(box.received['a']).toBe(APPEAL));
  await box.add(report('b', { at: '2026-11-24T10:01:00Z' }));
  await vi.waitFor(() => expect(box.received['b']).toBe(APPEAL));
});
