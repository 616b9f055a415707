/** What the map draws of our own rows, as GeoJSON. */
import type { Feature, FeatureCollection } from 'geojson';
import type { Names } from '$shared/words/language.svelte';
import { groupOf } from '../state/order';
import type { Appeal } from '../state/state';

export type Data = FeatureCollection;

const METRES_PER_DEGREE = 111_320;
const CORNERS = 64;
const EMPTY: Data = { type: 'FeatureCollection', features: [] };

/** A circle of so many metres around a place. */
export function circle(lon: number, lat: number, metres: number): Data {
  const east = metres / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  const north = metres / METRES_PER_DEGREE;
  const ring = Array.from({ length: CORNERS + 1 }, (_, at) => {
    const angle = (at / CORNERS) * 2 * Math.PI;
    return [lon + east * Math.cos(angle), lat + north * Math.sin(angle)];
  });
  const geometry = { type: 'Polygon' as const, coordinates: [ring] };
  return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] };
}

export function accuracyOf(appeal: Appeal | null): Data {
  const place = appeal?.place;
  return place?.accuracy_m ? circle(place.lon, place.lat, place.accuracy_m) : EMPTY;
}

/** The open appeals besides the one on the screen. */
export function othersOf(appeals: Appeal[], selected: string | null): Data {
  const features = appeals.flatMap((appeal): Feature[] => {
    if (!appeal.place || appeal.id === selected || appeal.state === 'closed') return [];
    const geometry = { type: 'Point' as const, coordinates: [appeal.place.lon, appeal.place.lat] };
    return [{ type: 'Feature', properties: { id: appeal.id, look: groupOf(appeal) }, geometry }];
  });
  return { type: 'FeatureCollection', features };
}

/** The same features, called as one language calls them. */
export function named(data: Data, of: (names: Names) => string): Data {
  return {
    ...data,
    features: data.features.map((feature) => {
      const names = feature.properties?.['names'] as Names | undefined;
      return names ? { ...feature, properties: { ...feature.properties, name: of(names) } } : feature;
    }),
  };
}

type Bounds = [number, number, number, number];

export function boundsOf(points: { lon: number; lat: number }[]): Bounds | null {
  if (!points.length) return null;
  const lons = points.map(({ lon }) => lon);
  const lats = points.map(({ lat }) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
