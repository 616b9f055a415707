/** What a citizen says, from the first letter until the server has all of it. */
import type { Schema } from '$shared/api/client';
import type { Locale, Names } from '$shared/words/language.svelte';

export type Place = Schema['PlaceGiven'];
export type Kind = 'photo' | 'video' | 'audio' | 'file';
/** A file that goes with a message; of those kept by an older version no kind is known: they are photos. */
export type Photo = {
  key: string;
  name: string;
  kind?: Kind;
  state: 'waiting' | 'here' | 'refused';
  words?: Names;
};

export type Outgoing = {
  /** The client key: the server takes what comes under it once. */
  key: string;
  kind: 'report' | 'say';
  /** Whose conversation; of a report, once it has a number. */
  appeal: string | null;
  text: string;
  language: Locale;
  place: Place | null;
  photos: Photo[];
  at: string;
  state: 'waiting' | 'received' | 'refused';
  words: Names | null;
  /** What was said at a first try whose answer never came: the server may have it. */
  tried: Said | null;
};

type Follows = { key: string; kind: 'video' | 'audio' | 'file' };
export type Said = { text: string; place: Place | null; photos: string[]; files?: Follows[] };

export function said(of: Outgoing): Said {
  const photos = of.photos.flatMap(({ key, kind = 'photo' }) => (kind === 'photo' ? [key] : []));
  const files = of.photos.flatMap(({ key, kind = 'photo' }) => (kind === 'photo' ? [] : [{ key, kind }]));
  return { text: of.text, place: of.place, photos, files };
}

/** The body of a report or of one more message. */
export function body(of: Outgoing): Schema['Report'] | Schema['Said'] {
  const given = { client_key: of.key, language: of.language, at: of.at, ...said(of) };
  return of.kind === 'report' ? { ...given, place_given: of.place !== null } : given;
}

/** What was changed after a try that the server had taken: it keeps the first, so the rest is said as one more message. */
export function rest(of: Outgoing, key: string): Outgoing | null {
  const first = of.tried;
  if (!first || !of.appeal) return null;
  const text = of.text === first.text ? '' : of.text;
  const place = same(of.place, first.place) ? null : of.place;
  const went = new Set([...first.photos, ...(first.files ?? []).map((file) => file.key)]);
  const photos = of.photos.filter((photo) => !went.has(photo.key));
  if (!text && !place && !photos.length) return null;
  return { ...of, key, kind: 'say', text, place, photos, state: 'waiting', words: null, tried: null };
}

const same = (one: Place | null, other: Place | null) => one?.lon === other?.lon && one?.lat === other?.lat;
