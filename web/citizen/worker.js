// Keeps the citizen app on the phone, so that it opens at once and without a line. build/worker.js fills in the two
// names in capitals. It never touches what is alive: the API, streams, uploads, sign-in, the operators' console.
const KEPT = 'korgan-citizen-VERSION';
const FILES = FILES_OF_THE_APP;
const SHELL = '/';
const SCREENS = /^\/(report\/?|appeals(\/[0-9a-f-]{36})?\/?|sent\/[0-9a-f-]{36}\/?)?$/;

async function keep() {
  const cache = await caches.open(KEPT);
  // Past the browser's own cache, or an old page could be kept under a new version.
  await cache.addAll([SHELL, ...FILES].map((file) => new Request(file, { cache: 'reload' })));
}

async function forgetOlder() {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith('korgan-citizen-') && name !== KEPT)
      .map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

async function kept(address, request) {
  const cache = await caches.open(KEPT);
  return (await cache.match(address)) ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(forgetOlder()));

// A new version waits; the page says when nobody is in mid-sentence.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') {
    if (SCREENS.test(url.pathname)) event.respondWith(kept(SHELL, request));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname, request));
  }
});
