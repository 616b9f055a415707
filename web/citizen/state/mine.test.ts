import { expect, test } from 'vitest';
import { newer } from './mine.svelte';

test('of two tellings of a row the higher version stays, whichever came first', () => {
  const [old, young] = [
    { id: 'a', version: 3, state: 'registered' },
    { id: 'a', version: 7, state: 'taken' },
  ];
  expect(newer([old], [young])).toEqual([young]);
  expect(newer([young], [old])).toEqual([young]);
});
