/** The door: signing in, and what one keeps for it. Refusals come as codes; `fault` says them in words. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import * as words from '$words';
import { cookie } from './session.svelte';
import { clockTime } from './says';

const AUTH = '/_allauth/browser/v1/auth/';
const ACCOUNT = '/_allauth/browser/v1/account/';

export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly until = '',
  ) {
    super(code);
  }
}

/** In, or what is asked for besides the password. */
export type Step = 'in' | 'second';
type Body = {
  data?: unknown;
  meta?: Record<string, unknown>;
  errors?: { code: string }[];
  until?: string;
};
type Answer = { status: number; body: Body };

async function ask(path: string, method = 'GET', given?: object): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') };
  const sent = await fetch(path, { method, headers, body: given ? JSON.stringify(given) : null }).catch(
    () => null,
  );
  if (!sent || sent.status >= 500) throw new Refused('away');
  const body = (await sent.json().catch(() => ({}))) as Body;
  if (sent.status === 429) throw new Refused('locked', body.until);
  if (sent.status === 400) throw new Refused(body.errors?.[0]?.code ?? 'refused');
  if (sent.status === 403) throw new Refused('refused');
  return { status: sent.status, body };
}

function stepOf({ status, body }: Answer): Step {
  // 409: another tab has signed in meanwhile.
  if (status === 200 || status === 409) return 'in';
  const { flows = [] } = (body.data ?? {}) as { flows?: { id: string; is_pending?: boolean }[] };
  if (flows.some((flow) => flow.id === 'mfa_authenticate' && flow.is_pending)) return 'second';
  throw new Refused('refused');
}

/** What is changed here is asked of who has just proved himself. */
async function change(path: string, method: string, given?: object): Promise<Body> {
  const { status, body } = await ask(ACCOUNT + path, method, given);
  if (status === 401) throw new Refused('proof');
  return body;
}

export const password = async (username: string, secret: string) =>
  stepOf(await ask(`${AUTH}login`, 'POST', { username, password: secret }));
export const code = async (given: string) =>
  stepOf(await ask(`${AUTH}2fa/authenticate`, 'POST', { code: given }));
export const prove = async (secret: string) =>
  void (await ask(`${AUTH}reauthenticate`, 'POST', { password: secret }));

/** By a passkey alone (`login`), or by one after the password (`authenticate`). */
export async function passkey(how: 'login' | 'authenticate'): Promise<Step> {
  const { body } = await ask(`${AUTH}webauthn/${how}`);
  const { request_options } = body.data as { request_options: { publicKey: never } };
  const credential = await byHand(() => startAuthentication({ optionsJSON: request_options.publicKey }));
  return stepOf(await ask(`${AUTH}webauthn/${how}`, 'POST', { credential }));
}

export type Totp = { secret: string; totp_svg: string };
/** What a new authenticator is to be told; null when there is one. */
export async function offeredTotp(): Promise<Totp | null> {
  const { status, body } = await ask(`${ACCOUNT}authenticators/totp`);
  return status === 404 ? (body.meta as Totp) : null;
}
export const addTotp = (given: string) => change('authenticators/totp', 'POST', { code: given });
export const removeTotp = () => change('authenticators/totp', 'DELETE');

export async function addPasskey(name: string) {
  const body = await change('authenticators/webauthn?passwordless', 'GET');
  const { creation_options } = body.data as { creation_options: { publicKey: never } };
  const credential = await byHand(() => startRegistration({ optionsJSON: creation_options.publicKey }));
  await change('authenticators/webauthn', 'POST', { name, credential });
}
export const removePasskey = (id: number) =>
  change('authenticators/webauthn', 'DELETE', { authenticators: [id] });

export type Factor = {
  type: 'totp' | 'webauthn' | 'recovery_codes';
  created_at: number;
  id?: number;
  name?: string;
  unused_code_count?: number;
  total_code_count?: number;
};
export async function factors(): Promise<Factor[]> {
  return (await change('authenticators', 'GET')).data as Factor[];
}
/** New codes; the old ones count no more. */
export async function newCodes(): Promise<string[]> {
  const made = await change('authenticators/recovery-codes', 'POST');
  return (made.data as { unused_codes: string[] }).unused_codes;
}
export const changePassword = (current_password: string, new_password: string) =>
  change('password/change', 'POST', { current_password, new_password });

/** The browser's own dialog: refused, cancelled or without an answer. */
async function byHand<Given>(act: () => Promise<Given>): Promise<Given> {
  try {
    return await act();
  } catch {
    throw new Refused('passkey');
  }
}

const FAULTS: Record<string, () => string> = {
  empty: words.console_sign_empty,
  away: words.console_sign_away,
  username_password_mismatch: words.console_sign_mismatch,
  incorrect_code: words.console_fault_code,
  passkey: words.console_fault_passkey,
  incorrect_password: words.console_fault_password,
  enter_current_password: words.console_fault_password,
  password_too_short: words.console_fault_weak,
};

export function fault(reason: unknown): string {
  if (!(reason instanceof Refused)) return words.console_fault_again();
  if (reason.code === 'locked')
    return words.console_fault_locked({ time: clockTime(reason.until || Date.now()) });
  return (FAULTS[reason.code] ?? words.console_fault_again)();
}
