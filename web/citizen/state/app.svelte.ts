/** The parts of the app, put together once. */
import { mine } from './mine.svelte';
import { Outbox } from './outbox.svelte';
import { router } from './router.svelte';

export const outbox = new Outbox({
  receipt: () => void mine.learn(),
  message: (message) => {
    mine.hear({ appeal: null, message });
    // It was said to a closed appeal, so it opened a new one.
    if (!mine.of(message.appeal)) void mine.learn();
  },
});

export function begin() {
  followDayAndNight();
  router.begin();
  outbox.begin();
  void mine.begin();
  if (import.meta.env.PROD) void keepTheApp();
}

function followDayAndNight() {
  const night = matchMedia('(prefers-color-scheme: dark)');
  const show = () => (document.documentElement.dataset['theme'] = night.matches ? 'night' : 'day');
  night.addEventListener('change', show);
  show();
}

/** The worker keeps the app on the phone. A new version waits until the citizen is on the way home, never mid-sentence. */
async function keepTheApp() {
  if (!('serviceWorker' in navigator)) return;
  const workers = navigator.serviceWorker;
  const kept = await workers.register('/sw.js').catch(() => null);
  if (!kept) return;
  const offer = () => {
    if (kept.waiting && workers.controller) router.renew = () => kept.waiting?.postMessage('take over');
  };
  offer();
  kept.addEventListener('updatefound', () => kept.installing?.addEventListener('statechange', offer));
  let isFirst = !workers.controller;
  workers.addEventListener('controllerchange', () => {
    if (!isFirst) location.reload();
    isFirst = false;
  });
}
