import { expect, it } from 'vitest';
import { press } from './press.svelte';
import { sounds } from './sounds.svelte';

it('lets nothing come or go between a press and its click', async () => {
  const said = press.steady(() => sounds.isBlocked);
  sounds.isBlocked = true;
  expect(said()).toBe(true);
  dispatchEvent(new Event('pointerdown'));
  sounds.isBlocked = false;
  dispatchEvent(new Event('pointerup'));
  expect(said(), 'the click has not come yet').toBe(true);
  await new Promise((after) => setTimeout(after));
  expect(said()).toBe(false);
});
