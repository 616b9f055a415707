/** Asks the server. A refusal has words and is final; everything else passes, so the same is asked again later. */
import { isRefusal } from '$shared/api/refusal';
import type { Names } from '$shared/words/language.svelte';

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly words: Names,
    readonly code = '',
  ) {
    super(words['en'] ?? String(status));
  }
}

/** No line, no answer in time, or not our server that answered (a hotel's sign-in page). */
export class NotReached extends Error {
  /** The server said when to come again. */
  constructor(
    message = '',
    readonly after_ms = 0,
  ) {
    super(message);
  }
}

const PATIENCE_MS = 15_000;
const PASSING = new Set([408, 423, 425, 429]);

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export async function ask<Answer>(
  path: string,
  body?: unknown,
  method: Method = body === undefined ? 'GET' : 'POST',
): Promise<Answer> {
  try {
    const answer = await fetch(`/api/citizen${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return judged(answer.status, answer.status === 204 ? null : ((await answer.json()) as unknown)) as Answer;
  } catch (reason) {
    throw reason instanceof Refused || reason instanceof NotReached ? reason : new NotReached(String(reason));
  }
}

/** The answer itself when it is one. */
export function judged(status: number, said: unknown): unknown {
  if (status >= 200 && status < 300) return said;
  if (status >= 500 || PASSING.has(status) || !isRefusal(said))
    throw new NotReached(String(status), waitOf(said));
  throw new Refused(status, said.message, said.error);
}

function waitOf(said: unknown): number {
  const seconds = isRefusal(said) ? said['wait_s'] : 0;
  return typeof seconds === 'number' ? seconds * 1_000 : 0;
}
