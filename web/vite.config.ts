import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Each app is built by itself (`vite build --mode citizen`): with a common library a phone would load what only the console
// needs of it.
export default defineConfig(({ mode }) => ({
  base: '/static/app/',
  plugins: [svelte()],
  resolve: {
    alias: { $shared: here('shared'), $words: here('shared/words/generated/compiled/messages.js') },
    // Tests mount components as a browser does.
    conditions: process.env['VITEST'] ? ['browser'] : ['module', 'browser', 'production'],
  },
  build: {
    outDir: here('../korgan/static/app'),
    emptyOutDir: mode === 'citizen',
    manifest: `manifest.${mode}.json`,
    // An inlined font would be loaded by everybody, also by who does not need its letters.
    assetsInlineLimit: 0,
    // The map is one large chunk, loaded when it is shown.
    chunkSizeWarningLimit: 1200,
    target: 'es2022',
    rolldownOptions: { input: { [mode]: here(`${mode}/index.html`) } },
  },
  test: { environment: 'happy-dom', include: ['{shared,citizen,console}/**/*.test.ts'] },
}));
