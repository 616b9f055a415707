/** What lies under the map, asked once a session: streets and water, areas and their names. */
import { api } from '$shared/api/client';
import type { Data } from './shapes';

type Ground = { backdrop: Data; areas: Data };
const EMPTY: Data = { type: 'FeatureCollection', features: [] };
let asked: Promise<Ground> | null = null;

export function ground(): Promise<Ground> {
  asked ??= fetched();
  return asked;
}

export function forgetGround() {
  asked = null;
}

/** Without its ground the map still shows places and units, so a failure here is no failure of the map. */
async function fetched(): Promise<Ground> {
  const [backdrop, areas] = await Promise.all([
    api.GET('/api/console/backdrop').catch(() => null),
    api.GET('/api/console/areas').catch(() => null),
  ]);
  if (!backdrop?.data || !areas?.data) forgetGround();
  return {
    backdrop: (backdrop?.data as Data | undefined) ?? EMPTY,
    areas: (areas?.data as Data | undefined) ?? EMPTY,
  };
}
