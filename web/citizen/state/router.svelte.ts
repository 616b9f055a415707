/** Which screen an address means; addresses are the server's own (korgan/urls.py), so each of them can be opened anew. */
export type Where =
  | { screen: 'home' | 'report' | 'check' | 'appeals' | 'signIn' | 'myData' }
  | { screen: 'receipt' | 'chat'; id: string };

const ID = '([0-9a-f-]{36})';
const ADDRESSES: readonly [RegExp, (id: string) => Where][] = [
  [/^\/report\/?$/, () => ({ screen: 'report' })],
  [/^\/report\/?#check$/, () => ({ screen: 'check' })],
  [/^\/sign-in\/?$/, () => ({ screen: 'signIn' })],
  [/^\/my-data\/?$/, () => ({ screen: 'myData' })],
  [/^\/appeals\/?$/, () => ({ screen: 'appeals' })],
  [RegExp(`^/sent/${ID}/?$`), (id) => ({ screen: 'receipt', id })],
  [RegExp(`^/appeals/${ID}/?$`), (id) => ({ screen: 'chat', id })],
];

export function where(path: string): Where {
  for (const [address, screen] of ADDRESSES) {
    const found = address.exec(path);
    if (found) return screen(found[1] ?? '');
  }
  return { screen: 'home' };
}

/** How many of our screens lie behind this one. */
const depth = () => (typeof history.state === 'number' ? history.state : 0);
const here = () => where(location.pathname + location.hash);

class Router {
  now = $state.raw<Where>(here());
  /** Set when a new version of the app waits: the next way home loads it. */
  renew: (() => void) | null = null;

  begin() {
    addEventListener('popstate', () => this.show());
    document.addEventListener('click', (event) => this.follow(event));
  }

  go(path: string, how: 'push' | 'replace' = 'push') {
    if (how === 'push') history.pushState(depth() + 1, '', path);
    else history.replaceState(depth(), '', path);
    this.show();
  }

  /** Back as the phone does it; from an address opened directly, home. */
  back() {
    if (depth() > 0) history.back();
    else this.go('/', 'replace');
  }

  private show() {
    // Not read back: whoever goes somewhere in an effect would otherwise wait for his own going.
    const now = here();
    this.now = now;
    if (now.screen === 'home') this.renew?.();
  }

  /** Links stay links: to open one in another tab, to copy it, to read it aloud. */
  private follow(event: MouseEvent) {
    const link = (event.target as Element).closest('a');
    const own = link?.origin === location.origin && !link.target && !link.hasAttribute('download');
    if (!link || !own || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    this.go(link.pathname + link.hash, link.dataset['replace'] === undefined ? 'push' : 'replace');
  }
}

export const router = new Router();
