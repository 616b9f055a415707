// Answers what the console's own state makes of entries: reads {old, entries, fresh} as JSON, writes {applied, fresh},
// both in their canonical form. The back end's sync test asks it.
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const WEB = join(dirname(fileURLToPath(import.meta.url)), '..');

const bundled = await build({
  configFile: false,
  logLevel: 'silent',
  build: {
    write: false,
    minify: false,
    lib: { entry: join(WEB, 'console/state/state.ts'), formats: ['es'] },
  },
});
const code = bundled[0].output[0].code;
const { fromFetch, apply, canonical } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const { old, entries, fresh } = JSON.parse(await text(process.stdin));
const applied = entries.reduce(apply, fromFetch(old));
process.stdout.write(JSON.stringify({ applied: canonical(applied), fresh: canonical(fromFetch(fresh)) }));
