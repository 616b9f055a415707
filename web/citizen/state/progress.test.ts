import { expect, test } from 'vitest';
import type { Schema } from '$shared/api/client';
import { headline, progress } from './progress';

type Appeal = Schema['CitizenAppeal'];
const AT = '2026-11-24T10:00:00Z';

function appeal(state: string, steps: string[], unit: string | null = null): Appeal {
  return {
    id: '01a20eed-f136-746b-9273-acf8a0367ea5',
    number: '102-KKS-26-000001',
    version: 1,
    state,
    outcome: null,
    registered_at: AT,
    desk_name: {},
    unit: unit ? { callsign: 'П-14', state: unit } : null,
    last_message: null,
    unread: 0,
    steps: steps.map((code) => ({ code, at: AT })),
  };
}
const looks = (of: Appeal) => progress(of).map((stop) => `${stop.code} ${stop.look}`);

test('a new appeal waits for the desk', () => {
  expect(looks(appeal('registered', ['received']))).toEqual([
    'received done',
    'taken here',
    'answered ahead',
    'closed ahead',
  ]);
});

test('a unit on its way stands between sent and on scene', () => {
  const sent = appeal('sent', ['received', 'sent', 'enroute'], 'enroute');
  expect(looks(sent)).toEqual(['received done', 'sent done', 'enroute here', 'scene ahead']);
  expect(headline(sent).look).toBe('info');
});

test('a closed appeal has come all the way', () => {
  expect(
    looks(appeal('closed', ['received', 'answered', 'closed'])).every((one) => one.endsWith('done')),
  ).toBe(true);
});
