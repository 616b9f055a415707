// Writes the citizen app's worker beside the app: which files it keeps, and a version that changes when any of them does.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestOf, BUILT } from './built.js';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');
const BASE = '/static/app/';
const PAGE = 'citizen/index.html';
// Named by the page and by the phone, not by the build.
const OUTSIDE = ['icons/mark.svg'];

const manifest = manifestOf('citizen');

/** All files an entry can ever ask for: scripts, styles, fonts, also of screens that load later. */
function reachable(name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const file of [...(chunk.css ?? []), ...(chunk.assets ?? [])]) found.add(file);
  for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) reachable(next, found);
  return found;
}

const files = [...reachable(PAGE), ...OUTSIDE];
const hash = createHash('sha256');
for (const file of [PAGE, ...files]) hash.update(file).update(readFileSync(join(BUILT, file)));
const version = hash.digest('hex').slice(0, 12);

const worker = readFileSync(join(WEB, 'citizen/worker.js'), 'utf8')
  .replace('VERSION', version)
  .replace('FILES_OF_THE_APP', JSON.stringify(files.map((file) => BASE + file)));
writeFileSync(join(BUILT, 'sw.js'), worker);
console.log(`worker: ${files.length} files, version ${version}`);
