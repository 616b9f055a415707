/** The typed client of our API; its types are made of the committed OpenAPI description. */
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema';

export type Schema = components['schemas'];

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

export { newKey } from './key';
export { isRefusal, type Refusal } from './refusal';
