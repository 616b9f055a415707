/** Where the operator looks: which appeal, kept in the address, and which pane where there is no room for all. */
import { MediaQuery } from 'svelte/reactivity';
import { desk } from './desk.svelte';

export type Pane = 'queue' | 'talk' | 'side';

const HOME = '/console/';
const APPEAL = /^\/console\/appeals\/([0-9a-f-]{36})$/;
export const addressOf = (id: string) => `${HOME}appeals/${id}`;

class View {
  pane = $state<Pane>('queue');
  sideTab = $state<'card' | 'map'>('card');
  readonly isWide = new MediaQuery('(min-width: 1440px)');
  readonly isSingle = new MediaQuery('(max-width: 1099px)');
  hasMap = $derived(this.isWide.current || this.sideTab === 'map');

  begin() {
    addEventListener('popstate', () => this.follow());
    this.follow();
  }

  open(id: string) {
    if (location.pathname !== addressOf(id)) history.pushState(null, '', addressOf(id));
    this.pane = 'talk';
    void desk.open(id);
  }

  /** Back to the list, where it is alone on the screen. */
  leave() {
    this.pane = 'queue';
  }

  private follow() {
    const id = APPEAL.exec(location.pathname)?.[1] ?? null;
    desk.selected = id;
    this.pane = id ? 'talk' : 'queue';
    if (id && desk.state) void desk.open(id);
  }
}

export const view = new View();
