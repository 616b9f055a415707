/** Unsent replies, one an appeal, of one operator. They outlive a reload and an ended session, not a sign-out. */
import { newKey } from '$shared/api/client';

export type Draft = { text: string; key: string };

const KEPT = 'korgan.drafts';

class Drafts {
  private kept = $state.raw<Record<string, Draft>>(
    JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') as Record<string, Draft>,
  );
  private user = $state(0);

  belongTo(user: number) {
    this.user = user;
  }

  of(appeal: string): string {
    return this.kept[this.name(appeal)]?.text ?? '';
  }

  /** The key of the reply as it stands: other words are another reply. */
  keyOf(appeal: string): string {
    return this.kept[this.name(appeal)]?.key ?? newKey();
  }

  write(appeal: string, text: string) {
    if (text === this.of(appeal)) return;
    const others = { ...this.kept };
    if (text) others[this.name(appeal)] = { text, key: newKey() };
    else delete others[this.name(appeal)];
    this.keep(others);
  }

  forget() {
    this.keep({});
  }

  private name(appeal: string): string {
    return `${this.user}:${appeal}`;
  }

  private keep(drafts: Record<string, Draft>) {
    this.kept = drafts;
    sessionStorage.setItem(KEPT, JSON.stringify(drafts));
  }
}

export const drafts = new Drafts();
