/** The page itself: day and night as the phone has it, and the worker that keeps the app on the phone. */
import { router } from './router.svelte';

export function followDayAndNight() {
  const night = matchMedia('(prefers-color-scheme: dark)');
  const show = () => (document.documentElement.dataset['theme'] = night.matches ? 'night' : 'day');
  night.addEventListener('change', show);
  show();
}

/** A new version waits until the citizen is on the way home, so that it never comes in mid-sentence. */
export async function keepTheApp() {
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
