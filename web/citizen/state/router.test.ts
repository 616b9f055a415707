import { expect, test } from 'vitest';
import { where } from './router.svelte';

const ID = '01a20eed-f136-746b-9273-acf8a0367ea5';

test.each([
  ['/', { screen: 'home' }],
  ['/report', { screen: 'report' }],
  ['/report#check', { screen: 'check' }],
  ['/appeals', { screen: 'appeals' }],
  [`/appeals/${ID}`, { screen: 'chat', id: ID }],
  [`/sent/${ID}`, { screen: 'receipt', id: ID }],
  ['/sent/nothing', { screen: 'home' }],
])('%s is a screen', (path, screen) => expect(where(path)).toEqual(screen));
