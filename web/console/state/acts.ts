/** What an operator does. Nothing is changed here: he learns of it by the same entry as everybody else, only the row
 * that comes back is kept at once. A refusal is told in words. */
import { api, newKey } from '$shared/api/client';
import * as words from '$words';
import { desk } from './desk.svelte';
import type { Kind } from './kinds';
import { notices } from './notices.svelte';
import type { Appeal } from './state';

type Answer<T> = Promise<{ data?: T; error?: unknown; response: Response }>;
export type Outcome = 'helped' | 'redirected' | 'false_call' | 'duplicate' | 'no_crime' | 'off_topic';
export type Urgency = 'now' | 'today' | 'later';
export type Report = 'accepted' | 'enroute' | 'scene' | 'done';

/** What the server gave, or null when it refused or was not reached. */
export async function told<T>(asked: () => Answer<T>): Promise<T | null> {
  try {
    const { data, error, response } = await asked();
    if (response.status === 401) return null;
    if (data === undefined) notices.refused(error);
    return data ?? null;
  } catch {
    notices.say(words.console_fault_away(), 'now');
    return null;
  }
}

export async function changed(asked: () => Answer<Appeal>): Promise<boolean> {
  const appeal = await told(asked);
  if (appeal) desk.keep([appeal]);
  return appeal !== null;
}

export const on = (appeal_id: string) => ({ params: { path: { appeal_id } } });
export const asked = () => ({ client_key: newKey() });

export const take = (id: string) =>
  changed(() => api.POST('/api/console/appeals/{appeal_id}/take', { ...on(id), body: asked() }));
export const release = (id: string) =>
  changed(() => api.POST('/api/console/appeals/{appeal_id}/release', { ...on(id), body: asked() }));
export const close = (id: string, outcome: Outcome, duplicate_of: string | null = null) =>
  changed(() =>
    api.POST('/api/console/appeals/{appeal_id}/close', {
      ...on(id),
      body: { ...asked(), outcome, duplicate_of },
    }),
  );
export const agree = (id: string) =>
  changed(() => api.POST('/api/console/appeals/{appeal_id}/agree', { ...on(id), body: asked() }));
export const correct = (id: string, urgency: Urgency, off_topic: boolean) =>
  changed(() =>
    api.POST('/api/console/appeals/{appeal_id}/correct', {
      ...on(id),
      body: { ...asked(), urgency, off_topic },
    }),
  );

/** A complaint goes to the level above: it may not be ours to see any more, so nothing is kept of the answer. */
export async function reclassify(id: string, kind: Kind) {
  const body = { ...asked(), kind };
  const answer = await api
    .POST('/api/console/appeals/{appeal_id}/kind', { ...on(id), body })
    .catch(() => null);
  if (answer?.error) notices.refused(answer.error);
}

/** Nobody waits for it and nothing is lost without it. */
export async function seen(id: string) {
  await api.POST('/api/console/appeals/{appeal_id}/seen', { ...on(id), body: asked() }).catch(() => null);
}

export async function sendUnit(id: string, unit: number): Promise<boolean> {
  const body = { ...asked(), unit };
  return (await told(() => api.POST('/api/console/appeals/{appeal_id}/send', { ...on(id), body }))) !== null;
}

export async function report(assignment_id: string, state: Report) {
  const params = { path: { assignment_id } };
  const body = { ...asked(), state };
  await told(() => api.POST('/api/console/assignments/{assignment_id}/report', { params, body }));
}
