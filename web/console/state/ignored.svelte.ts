/** Hints of files that this operator does not want to see; until the page is loaded anew. */
import { SvelteSet } from 'svelte/reactivity';

export const ignored = new SvelteSet<string>();
