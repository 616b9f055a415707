/** The ground of a small map: streets, water and parks that our own server gives, so that no tile vendor learns where a
 * citizen is. Drawn flat, in metres around a point, which is true enough within a region. */
import type { Names } from '$shared/words/language.svelte';
import { ask } from '../state/asking';
import { keeping } from '../state/keeping';

export type Point = readonly [number, number];
type Geometry =
  | { type: 'Point'; coordinates: Point }
  | { type: 'LineString'; coordinates: Point[] }
  | { type: 'MultiLineString' | 'Polygon'; coordinates: Point[][] }
  | { type: 'MultiPolygon'; coordinates: Point[][][] };
export type Feature = {
  geometry: Geometry;
  properties: { layer: string; of?: string; names?: Names };
};

const METRES_A_DEGREE = 111_320;
const NEAR_M = 100;
const STREETS = new Set(['street', 'major']);

let asked: Promise<Feature[]> | undefined;

/** Kept on the phone: without a line the map still stands. */
export function ground(): Promise<Feature[]> {
  asked ??= ask<{ features: Feature[] }>('/backdrop')
    .then(async ({ features }) => {
      await keeping.write(['kept', 'backdrop', features]);
      return features;
    })
    .catch(async () => {
      asked = undefined;
      return (await keeping.get<Feature[]>('kept', 'backdrop')) ?? [];
    });
  return asked;
}

/** Metres east and north of an origin, and back. */
export function flat([lon0, lat0]: Point) {
  const east = METRES_A_DEGREE * Math.cos((lat0 * Math.PI) / 180);
  return {
    to: ([lon, lat]: Point): Point => [(lon - lon0) * east, (lat - lat0) * METRES_A_DEGREE],
    from: ([x, y]: Point): Point => [lon0 + x / east, lat0 + y / METRES_A_DEGREE],
  };
}

/** Every line or ring of a shape. */
export function lines({ geometry }: Feature): Point[][] {
  switch (geometry.type) {
    case 'Point':
      return [];
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiPolygon':
      return geometry.coordinates.flat();
    default:
      return geometry.coordinates;
  }
}

/** Where to look when the phone does not say where it is: at the town. */
export function middle(features: Feature[]): Point | null {
  const labels = features.filter(({ geometry }) => geometry.type === 'Point');
  const town = labels.find(({ properties }) => properties.of === 'town') ?? labels[0];
  return town?.geometry.type === 'Point' ? town.geometry.coordinates : null;
}

/** The name of the street at a point, if one is near. */
export function street(features: Feature[], at: Point): Names | null {
  const { to } = flat(at);
  let [found, nearest]: [Names | null, number] = [null, NEAR_M];
  for (const feature of features) {
    if (!feature.properties.names || !STREETS.has(feature.properties.layer)) continue;
    for (const line of lines(feature)) {
      const distance = away(line.map(to));
      if (distance < nearest) [found, nearest] = [feature.properties.names, distance];
    }
  }
  return found;
}

/** How far a line passes from the origin. */
function away(line: Point[]): number {
  let nearest = Infinity;
  for (let at = 1; at < line.length; at++) {
    const [[ax, ay], [bx, by]] = [line[at - 1]!, line[at]!];
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const share = length ? Math.min(1, Math.max(0, -(ax * (bx - ax) + ay * (by - ay)) / length)) : 0;
    nearest = Math.min(nearest, Math.hypot(ax + share * (bx - ax), ay + share * (by - ay)));
  }
  return nearest;
}
