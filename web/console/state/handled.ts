/** What an operator does with an appeal besides answering, in codes and in words. Loaded with the open appeal. */
import { api } from '$shared/api/client';
import * as words from '$words';
import { asked, changed, on, told } from './acts';
import { desk } from './desk.svelte';
import type { Appeal } from './state';

export const REASONS = {
  other_area: words.handling_reason_other_area,
  other_competence: words.handling_reason_other_competence,
  wrong_addressee: words.handling_reason_wrong_addressee,
  senior: words.handling_reason_senior,
  load: words.handling_reason_load,
};
export type Reason = keyof typeof REASONS;
export const reasonWord = (code: string) => (REASONS as Record<string, () => string>)[code]?.() ?? code;

const CLOCKS: Record<string, () => string> = {
  answer: words.handling_clock_answer,
  registration: words.handling_clock_registration,
  readdress: words.handling_clock_readdress,
  law_answer: words.handling_clock_law_answer,
  follow_up: words.handling_clock_follow_up,
};
export const clockWord = (code: string) => CLOCKS[code]?.() ?? code;

export type Clock = { code: string; due: string };

/** The clocks that run, soonest first. */
export function clocksOf(appeal: Appeal): Clock[] {
  if (appeal.state === 'closed') return [];
  const found = {
    answer: appeal.first_reply_at ? null : appeal.reply_by,
    registration: appeal.register_by,
    readdress: appeal.readdress_by,
    law_answer: appeal.answer_by,
    follow_up: appeal.call_at,
  };
  const running = Object.entries(found).flatMap(([code, due]) => (due ? [{ code, due }] : []));
  return running.sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}

const is = async <T>(asking: Promise<T | null>) => (await asking) !== null;

export const note = (id: string, text: string) =>
  is(
    told(() => api.POST('/api/console/appeals/{appeal_id}/notes', { ...on(id), body: { ...asked(), text } })),
  );

export const transfer = (id: string, to: number, reason: Reason, said: string) =>
  is(
    told(() =>
      api.POST('/api/console/appeals/{appeal_id}/transfer', {
        ...on(id),
        body: { ...asked(), desk: to, reason, words: said },
      }),
    ),
  );

export async function split(message_id: string, appeal: string) {
  const params = { path: { message_id } };
  const body = { ...asked(), appeal };
  const made = await told(() => api.POST('/api/console/messages/{message_id}/split', { params, body }));
  if (made) desk.keep([made]);
  return made;
}

export const join = (id: string, main: string) =>
  is(
    told(() => api.POST('/api/console/appeals/{appeal_id}/join', { ...on(id), body: { ...asked(), main } })),
  );

export const part = (link_id: string) =>
  is(
    told(() =>
      api.POST('/api/console/links/{link_id}/part', { params: { path: { link_id } }, body: asked() }),
    ),
  );

export const followUp = (id: string, due_at: string, said: string) =>
  is(
    told(() =>
      api.POST('/api/console/appeals/{appeal_id}/follow-ups', {
        ...on(id),
        body: { ...asked(), due_at, words: said },
      }),
    ),
  );

export const followedUp = (follow_up_id: string) =>
  is(
    told(() =>
      api.POST('/api/console/follow-ups/{follow_up_id}/done', {
        params: { path: { follow_up_id } },
        body: asked(),
      }),
    ),
  );

export type Register = 'kui' | 'erdr' | 'eo' | 'erdr_ua';

export const addNumber = (id: string, kind: Register, number: string) =>
  is(
    told(() =>
      api.POST('/api/console/appeals/{appeal_id}/numbers', {
        ...on(id),
        body: { ...asked(), kind, number },
      }),
    ),
  );

export const strikeNumber = (number_id: string) =>
  is(
    told(() =>
      api.POST('/api/console/numbers/{number_id}/strike', { params: { path: { number_id } }, body: asked() }),
    ),
  );

export const callChief = (id: string) =>
  changed(() => api.POST('/api/console/appeals/{appeal_id}/escalate', { ...on(id), body: asked() }));

export const assign = (id: string, staff: number, seen_with: number | null) =>
  changed(() =>
    api.POST('/api/console/appeals/{appeal_id}/assign', {
      ...on(id),
      body: { ...asked(), staff, seen_with },
    }),
  );

export const find = (number: string) =>
  told(() => api.GET('/api/console/find', { params: { query: { number } } }));

export const registers = () => told(() => api.GET('/api/console/number-kinds'));
export const desks = (may: 'transfer_to' | 'take' = 'transfer_to') =>
  told(() => api.GET('/api/console/desks', { params: { query: { may } } }));
export const colleagues = (id: string) =>
  told(() => api.GET('/api/console/appeals/{appeal_id}/colleagues', on(id)));
