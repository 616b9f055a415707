/** The typed client of our API; its types are made of the committed OpenAPI description. */
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema';
import type { Names } from '../words/language.svelte';

export type Schema = components['schemas'];

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

/** What the server says when it refuses: a code, words in four languages, and what the code needs besides. */
export type Refusal = { error: string; message: Names; [more: string]: unknown };

export function isRefusal(given: unknown): given is Refusal {
  return typeof given === 'object' && given !== null && 'error' in given && 'message' in given;
}

/** The client key of one act: a repeat under the same key returns the first result. */
export function newKey(): string {
  return crypto.randomUUID();
}
