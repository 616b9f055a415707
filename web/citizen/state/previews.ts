/** Small pictures of kept photos, made once: ten photos of a modern phone would not fit its own memory. */
import { keeping } from './keeping';

const WIDTH = 320;
const made = new Map<string, Promise<string | null>>();

/** An address for <img>, or null when the browser cannot show such a picture. */
export function preview(key: string): Promise<string | null> {
  const known = made.get(key);
  if (known) return known;
  const making = make(key).catch(() => null);
  made.set(key, making);
  return making;
}

async function make(key: string): Promise<string | null> {
  const file = await keeping.get<Blob>('files', key);
  if (!file) return null;
  const small = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: 'medium' });
  const canvas = document.createElement('canvas');
  canvas.width = small.width;
  canvas.height = small.height;
  canvas.getContext('2d')?.drawImage(small, 0, 0);
  small.close();
  const shrunk = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.8));
  return shrunk && URL.createObjectURL(shrunk);
}
