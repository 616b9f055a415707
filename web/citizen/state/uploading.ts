/** Sends one file as it is, piece by piece, and goes on where a broken line left it: tus 1.0. Where that is the server
 * knows, also after the app was closed: announcing the file again finds it. Not by fetch, which does not tell how far
 * it has come. */
import { judged, NotReached } from './asking';

// A slow line may take minutes; a dead one moves nothing.
const STALLED_MS = 30_000;
// What a server in front may hold back until it is whole; a cut costs no more than this.
const PIECE = 4 * 1024 * 1024;
const CONFLICT = 409;

type Progress = (share: number) => void;

export async function upload(address: string, file: Blob, progress: Progress): Promise<void> {
  let offset = await ask('POST', address, { 'Upload-Length': String(file.size) });
  while (offset < file.size) {
    const from = offset;
    progress(from / file.size);
    const piece = file.slice(from, from + PIECE);
    const headers = { 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' };
    offset = await ask('PATCH', address, headers, piece, (sent) => progress((from + sent) / file.size));
    if (offset <= from) throw new NotReached();
  }
}

/** Where the file stands on the server afterwards. */
function ask(
  method: string,
  address: string,
  headers: Record<string, string>,
  piece: Blob | null = null,
  sent: (bytes: number) => void = () => undefined,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled = setTimeout(() => request.abort(), STALLED_MS);
    request.upload.onprogress = (event) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
      sent(event.loaded);
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      try {
        // Out of step: the next try asks where to go on.
        if (request.status === CONFLICT) throw new NotReached();
        judged(request.status || 503, parsed(request.responseText));
        resolve(Number(request.getResponseHeader('Upload-Offset')));
      } catch (reason) {
        reject(reason instanceof Error ? reason : new NotReached());
      }
    };
    request.open(method, address);
    request.setRequestHeader('Tus-Resumable', '1.0.0');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(piece);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
