import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  base: '/static/app/',
  plugins: [svelte()],
  resolve: {
    alias: { $shared: here('shared'), $words: here('shared/words/generated/compiled/messages.js') },
    // Tests mount components as a browser does.
    conditions: process.env['VITEST'] ? ['browser'] : ['module', 'browser', 'production'],
  },
  build: {
    outDir: here('../korgan/static/app'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    // An inlined font would be loaded by everybody, also by who does not need its letters.
    assetsInlineLimit: 0,
    target: 'es2022',
    rolldownOptions: { input: { citizen: here('citizen/index.html'), console: here('console/index.html') } },
  },
  test: { environment: 'happy-dom', include: ['{shared,citizen,console}/**/*.test.ts'] },
});
