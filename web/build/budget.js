// What a first visit costs, gzipped: everything an app's page loads before anybody touches it. Lazy chunks are not counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BUILT, manifestOf } from './built.js';

// Kilobytes (1000 bytes).
const BUDGET = { citizen: 30, console: 60 };

/** The scripts and styles that an entry needs at once. */
function initial(manifest, name, found = new Set()) {
  const chunk = manifest[name];
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const next of chunk.imports ?? []) initial(manifest, next, found);
  return found;
}

const over = Object.entries(BUDGET).filter(([app, limit]) => {
  const files = [...initial(manifestOf(app), `${app}/index.html`)];
  const size = files.reduce(
    (sum, file) => sum + gzipSync(readFileSync(join(BUILT, file)), { level: 9 }).length,
    0,
  );
  console.log(`${app}: ${(size / 1000).toFixed(1)} of ${limit} KB gz`);
  return size > limit * 1000;
});
process.exit(over.length ? 1 : 0);
