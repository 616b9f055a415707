/** Where the phone is. Asked only when the citizen asks for it; the answer may be no, or never come. */
import type { Place } from './outgoing';

const PATIENCE_MS = 15_000;

export function locate(): Promise<Place | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const options = { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 };
    navigator.geolocation.getCurrentPosition(
      (found) => resolve(placed(found)),
      () => resolve(null),
      options,
    );
    // While the question to the citizen stands unanswered the phone's own timeout does not run.
    setTimeout(() => resolve(null), 2 * PATIENCE_MS);
  });
}

function placed({ coords, timestamp }: GeolocationPosition): Place {
  const { longitude: lon, latitude: lat, accuracy } = coords;
  return { lon, lat, accuracy_m: Math.round(accuracy), at: new Date(timestamp).toISOString() };
}
