/** Which of the picked files can go with a message; the server takes no more. */
import type { Kind } from './outgoing';

/** What may be picked; the bytes are judged by the server. */
export const TYPES = 'image/*,video/*,audio/*,application/pdf';
export const MOST = 10;
const LARGEST = 200 * 1024 * 1024;

export function kindOf(file: File): Kind {
  const family = file.type.split('/')[0];
  return family === 'video' || family === 'audio'
    ? family
    : file.type === 'application/pdf'
      ? 'file'
      : 'photo';
}

export function fitting(files: File[], already: number) {
  const small = files.filter((file) => file.size <= LARGEST);
  const fit = small.slice(0, Math.max(0, MOST - already));
  return { files: fit, tooLarge: small.length < files.length, tooMany: fit.length < small.length };
}
