// Where the build has put an app, and Vite's account of it. Each app is built by itself, so that none of them loads
// what another needs of a common library.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const BUILT =
  process.env['KORGAN_BUILT'] ?? join(dirname(fileURLToPath(import.meta.url)), '../../korgan/static/app');

export const manifestOf = (app) => JSON.parse(readFileSync(join(BUILT, `manifest.${app}.json`), 'utf8'));
