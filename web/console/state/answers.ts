/** What an operator says to the citizen. Loaded with the open appeal. */
import { api } from '$shared/api/client';
import { asked, changed, on, told } from './acts';
import { drafts } from './drafts.svelte';

export type Language = 'kk' | 'ru' | 'uk' | 'en';

/** To all that are joined, too: then `joined` names the ready answer that the text is, if it is one. */
export async function reply(id: string, text: string, joined?: { template: string }): Promise<boolean> {
  const body = { client_key: drafts.keyOf(id), text };
  const message = await told(() =>
    joined
      ? api.POST('/api/console/appeals/{appeal_id}/replies-to-joined', {
          ...on(id),
          body: { ...body, ...joined },
        })
      : api.POST('/api/console/appeals/{appeal_id}/replies', { ...on(id), body }),
  );
  // What was written on while it was sent stays.
  if (message && drafts.of(id) === text) drafts.write(id, '');
  return message !== null;
}

export const speak = (id: string, language: Language) =>
  changed(() =>
    api.POST('/api/console/appeals/{appeal_id}/language', { ...on(id), body: { ...asked(), language } }),
  );

export async function sendAgain(part_id: string, sure: boolean) {
  const body = { ...asked(), sure };
  await told(() => api.POST('/api/console/parts/{part_id}/retry', { params: { path: { part_id } }, body }));
}
