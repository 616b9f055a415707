/** Who sits here. A session that ended leads back to the sign-in and loses nothing that was written. */
import { api } from '$shared/api/client';

const SESSION = '/_allauth/browser/v1/auth/session';

class Session {
  /** `setup`: signed in, and nothing is open before there is a second factor. */
  phase = $state<'asking' | 'out' | 'setup' | 'in'>('asking');
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

  async signOut() {
    const headers = { 'X-CSRFToken': cookie('csrftoken') };
    await fetch(SESSION, { method: 'DELETE', headers }).catch(() => undefined);
    this.phase = 'out';
    this.hasEnded = false;
  }
}

export function cookie(name: string): string {
  return document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? '';
}

export const session = new Session();
