/** What is loaded right after the first screen stands: what the citizen has said, and what became of it. */
import { begin } from './app.svelte';

export { default as Line } from '../parts/Line.svelte';
export { default as Rest } from '../parts/Rest.svelte';

begin();
