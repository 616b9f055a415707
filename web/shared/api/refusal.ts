import type { Names } from '../words/language.svelte';

/** What the server says when it refuses: a code, words in four languages, and what the code needs besides. */
export type Refusal = { error: string; message: Names; [more: string]: unknown };

export function isRefusal(given: unknown): given is Refusal {
  return typeof given === 'object' && given !== null && 'error' in given && 'message' in given;
}
