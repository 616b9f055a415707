import { describe, expect, it } from 'vitest';
import { distance, offersOf, whenSaid } from './offers';
import { anAppeal, aMessage, aPage } from './rows.testing';
import { fromFetch, type Appeal, type Message } from './state';

type Part = Message['parts'][number];
type Said = NonNullable<NonNullable<Part['evidence']>['offer']>;

const NOW = Date.parse('2026-11-21T21:00:00Z');
const saying = (id: string, said: Partial<Said>): Part => ({
  id,
  kind: 'photo',
  text: null,
  place: null,
  state: 'here',
  delivery: null,
  evidence: {
    id: `e${id}`,
    type: 'image/jpeg',
    bytes: 1,
    sha256: '',
    preview: true,
    offer: { lon: 69.16, lat: 54.87, at: null, has_zone: false, is_wrong: false, ...said },
  },
});
const own = (lon: number): Part => ({
  ...saying('own', {}),
  kind: 'place',
  place: { lon, lat: 54.87, accuracy_m: 12, at: null },
  evidence: null,
});

function offered(parts: Part[], given: Partial<Appeal> = {}) {
  const appeal = anAppeal(given);
  const page = { ...aPage(appeal), messages: [aMessage({ parts })] };
  const state = fromFetch({ queue: { appeals: [] }, pages: [page], me: { units: [] } });
  return offersOf(appeal, state.pages['a']!);
}

describe('what files say', () => {
  it('stands beside the place, with how far it is', () => {
    const [one] = offered([saying('1', {})]);
    expect(Math.round(one!.metres!)).toBe(640);
    expect(one!.isSame).toBe(false);
  });

  it('is the same place when it is nearer than the place is known', () => {
    expect(offered([saying('1', { lon: 69.1501 })])[0]!.isSame).toBe(true);
    const vague = { lon: 69.15, lat: 54.87, accuracy_m: 900, at: null };
    expect(offered([saying('1', {})], { place: vague })[0]!.isSame).toBe(true);
  });

  it('is told once for photos of one place, and compared with nothing where no place is known', () => {
    const found = offered([saying('1', {}), saying('2', { lon: 69.1601 })], { place: null });
    expect(found.map(({ part, metres }) => [part, metres])).toEqual([['1', null]]);
  });

  it('offers the way back to the place that the citizen gave', () => {
    const taken = { lon: 69.16, lat: 54.87, accuracy_m: null, at: null };
    expect(offered([own(69.15), saying('1', {})], { place: taken }).map(({ part }) => part)).toEqual([
      'own',
      '1',
    ]);
    expect(offered([own(69.15)])).toEqual([]);
  });

  it('says whose clock it was, and when it cannot be so', () => {
    const time = (said: Partial<Said>) => whenSaid(offered([saying('1', said)])[0]!, NOW);
    expect(time({ at: '2026-11-21T20:40:00' })).toContain('20:40');
    expect(time({ at: '2026-11-21T20:40:00' })).not.toBe(time({ at: '2026-11-21T20:40:00', has_zone: true }));
    expect(time({ at: '2077-01-01T00:00:00', is_wrong: true })).toContain('2077');
    expect(time({})).toBe('');
  });
});

it('knows the globe', () => {
  expect(Math.round(distance({ lon: 179.999, lat: 0 }, { lon: -179.999, lat: 0 }))).toBe(222);
  expect(Math.round(distance({ lon: 0, lat: 0 }, { lon: 180, lat: 0 }) / 1000)).toBe(20015);
});
