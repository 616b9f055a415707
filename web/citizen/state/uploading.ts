/** Sends one file as it is. Not by fetch, which does not tell how far it has come. */
import { judged, NotReached } from './asking';

// A slow line may take minutes; a dead one moves nothing.
const STALLED_MS = 30_000;

export function upload(address: string, file: Blob, progress: (share: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled = setTimeout(() => request.abort(), STALLED_MS);
    request.upload.onprogress = (event) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
      progress(event.loaded / (event.total || file.size || 1));
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      try {
        judged(request.status || 503, parsed(request.responseText));
        resolve();
      } catch (reason) {
        reject(reason instanceof Error ? reason : new NotReached());
      }
    };
    request.open('PUT', address);
    request.send(file);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
