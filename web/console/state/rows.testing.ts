/** Rows for tests, as the server gives them. */
import type { Appeal, AppealPage, Assignment, Entry, LogLine, Message, Unit } from './state';

const AT = '2026-11-21T20:40:00Z';
const NAMES = { ru: 'Подгора', kk: 'Подгора', uk: 'Підгора', en: 'Podgora' };

export const anAppeal = (given: Partial<Appeal>): Appeal => ({
  id: 'a',
  number: '102-SKO-26-000614',
  version: 5,
  state: 'registered',
  outcome: null,
  kind: 'emergency',
  channel: 'app',
  urgency: 'now',
  off_topic: false,
  hand_to: null,
  assessed_by: 'machine',
  assessment: 'suggested',
  reasons: [],
  language: 'ru',
  subject: 'На Крепостной авария',
  photos: 0,
  trouble: null,
  area: 1,
  area_name: NAMES,
  desk: 2,
  desk_name: NAMES,
  routing_reason: 'inside',
  areas: [1],
  place: { lon: 69.15, lat: 54.87, accuracy_m: 12, at: null },
  registered_at: AT,
  reply_by: '2026-11-21T20:41:00Z',
  register_by: null,
  answer_by: null,
  readdress_by: null,
  call_at: null,
  escalated: null,
  first_reply_at: null,
  taken_by: null,
  unit: null,
  unread: 1,
  ...given,
});

export const aMessage = (given: Partial<Message>): Message => ({
  id: 'm',
  appeal: 'a',
  version: 5,
  direction: 'in',
  kind: 'message',
  at: AT,
  author: null,
  language: 'ru',
  parts: [],
  ...given,
});

export const anAssignment = (given: Partial<Assignment>): Assignment => ({
  id: 's',
  version: 5,
  unit: 14,
  callsign: 'П-14',
  state: 'sent',
  sent_at: AT,
  by: 'Омаров',
  ...given,
});

export const aUnit = (given: Partial<Unit>): Unit => ({
  id: 14,
  version: 0,
  callsign: 'П-14',
  kind: 'patrol',
  name: NAMES,
  state: 'free',
  lon: 69.15,
  lat: 54.87,
  appeal: null,
  ...given,
});

const aLine = (kind: string, seq: number, facts: LogLine['facts']): LogLine => ({
  seq,
  at: AT,
  kind,
  by: 'Омаров',
  facts,
});

export const aPage = (appeal: Appeal): AppealPage => ({
  cursor: '1.5:5:',
  appeal,
  citizen: { name: null, address: '••• 4512', channel: 'app', false_calls: 0 },
  messages: [],
  assignments: [],
  log: [aLine('AppealRegistered', 5, { appeal: appeal.id })],
  recommended: [],
  notes: [],
  transfers: [],
  links: [],
  follow_ups: [],
  numbers: [],
  duplicates: [],
});

export function anEntry(kind: string, seq: number, rows: Partial<Entry>, appeal = 'a'): Entry {
  const line = aLine(kind, seq, { appeal });
  return { ...line, ...rows, line };
}
