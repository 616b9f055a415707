/** What files say of where and when they were made: shown beside the appeal's place, never as it. */
import { api } from '$shared/api/client';
import * as words from '$words';
import { asked, told } from './acts';
import { clockTime, day, isToday } from './says';
import { saidIn, type Appeal, type Page } from './state';

type Point = { lon: number; lat: number };
export type Offer = {
  part: string;
  /** The citizen's own, which he gave as his place. */
  isOwn: boolean;
  place: Point | null;
  /** To the appeal's place; null when one of the two is not known. */
  metres: number | null;
  isSame: boolean;
  at: string | null;
  hasZone: boolean;
  isWrong: boolean;
};

const EARTH_M = 6_371_000;
// Nearer than this, or than the place is known, two places are one.
const SAME_M = 50;
const MOST = 4;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres between two points of the globe (haversine). */
export function distance(a: Point, b: Point): number {
  const north = Math.sin(radians(b.lat - a.lat) / 2);
  const east = Math.sin(radians(b.lon - a.lon) / 2);
  const square = north ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * east ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(square)));
}

/** What the files of an appeal say, each place once; and the citizen's own place when another is on the map. */
export function offersOf(appeal: Appeal, page: Page): Offer[] {
  const parts = saidIn(page, appeal.id)
    .filter(({ direction }) => direction === 'in')
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .flatMap((message) => message.parts);
  const found: Offer[] = [];
  for (const { id, evidence } of parts) {
    const said = evidence?.offer;
    if (!said) continue;
    const place = said.lon !== null && said.lat !== null ? { lon: said.lon, lat: said.lat } : null;
    const time = { at: said.at, hasZone: said.has_zone, isWrong: said.is_wrong };
    if (!found.some((one) => isAsOne(one, place, said.at))) found.push(offer(appeal, id, place, false, time));
  }
  const own = parts.filter(({ place }) => place).at(-1);
  if (own?.place && appeal.place && !isEqual(own.place, appeal.place))
    found.unshift(offer(appeal, own.id, own.place, true));
  return found.slice(0, MOST);
}

const NO_TIME: Pick<Offer, 'at' | 'hasZone' | 'isWrong'> = { at: null, hasZone: false, isWrong: false };

function offer(appeal: Appeal, part: string, place: Point | null, isOwn: boolean, time = NO_TIME): Offer {
  const metres = place && appeal.place ? distance(place, appeal.place) : null;
  const isSame = !isOwn && metres !== null && metres <= Math.max(SAME_M, appeal.place?.accuracy_m ?? 0);
  return { part, isOwn, place, metres, isSame, ...time };
}

function isAsOne(one: Offer, place: Point | null, at: string | null): boolean {
  if (!one.place || !place) return !one.place && !place && one.at === at;
  return distance(one.place, place) <= SAME_M;
}

const isEqual = (a: Point, b: Point) => a.lon === b.lon && a.lat === b.lat;

export const pointSaid = ({ lon, lat }: Point) => `${lat.toFixed(5)}, ${lon.toFixed(5)}`;

export const far = (metres: number) =>
  metres < 1000
    ? words.evidence_metres({ n: Math.round(metres) })
    : words.evidence_km({ n: metres < 10_000 ? (metres / 1000).toFixed(1) : Math.round(metres / 1000) });

export function whenSaid({ at, hasZone, isWrong }: Offer, now: number): string {
  if (!at) return '';
  const year =
    new Date(at).getFullYear() === new Date(now).getFullYear() ? '' : ` ${new Date(at).getFullYear()}`;
  const time = `${isToday(at, now) ? '' : `${day(at)}${year}, `}${clockTime(at)}`;
  if (isWrong) return words.evidence_offer_wrong({ at: time });
  return hasZone ? time : words.evidence_offer_clock({ at: time });
}

export const takePlace = (part_id: string) =>
  told(() =>
    api.POST('/api/console/parts/{part_id}/place', { params: { path: { part_id } }, body: asked() }),
  );
