/** Who sits here. A session that ended leads back to the sign-in and loses nothing that was written. */
import { api } from '$shared/api/client';

const LOGIN = '/_allauth/browser/v1/auth/login';
const SESSION = '/_allauth/browser/v1/auth/session';

export type Fault = 'mismatch' | 'too_many' | 'away';

class Session {
  phase = $state<'asking' | 'out' | 'in'>('asking');
  /** It ended by itself. */
  hasEnded = $state(false);

  constructor() {
    api.use({
      onResponse: ({ response }) => {
        if (response.status === 401) this.end();
      },
    });
  }

  begin() {
    this.phase = 'in';
    this.hasEnded = false;
  }

  end() {
    if (this.phase === 'in') this.hasEnded = true;
    this.phase = 'out';
  }

  /** Null when signed in, else why not. */
  async signIn(username: string, password: string): Promise<Fault | null> {
    try {
      const answer = await ask(LOGIN, 'POST', { username, password });
      // 409: another tab has signed in meanwhile.
      if (answer.ok || answer.status === 409) return null;
      if (answer.status === 400)
        return (await codeOf(answer)) === 'too_many_login_attempts' ? 'too_many' : 'mismatch';
      return answer.status === 429 ? 'too_many' : 'away';
    } catch {
      return 'away';
    }
  }

  async signOut() {
    await ask(SESSION, 'DELETE').catch(() => undefined);
    this.phase = 'out';
    this.hasEnded = false;
  }
}

async function codeOf(answer: Response): Promise<string> {
  const said = (await answer.json()) as { errors?: { code: string }[] };
  return said.errors?.[0]?.code ?? '';
}

function ask(path: string, method: string, body?: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': cookie('csrftoken') };
  return fetch(path, { method, headers, body: body ? JSON.stringify(body) : null });
}

function cookie(name: string): string {
  return document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? '';
}

export const session = new Session();
