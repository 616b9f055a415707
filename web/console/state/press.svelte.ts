/** Between a press and its click nothing may come or go above what is pressed: the release would meet something else,
 * and the click be lost. */
class Press {
  isDown = $state(false);

  constructor() {
    addEventListener('pointerdown', () => (this.isDown = true), true);
    for (const end of ['pointerup', 'pointercancel'])
      // The click comes right after the release.
      addEventListener(end, () => setTimeout(() => (this.isDown = false)), true);
  }

  /** What `of` says, and during a press what it said before it. */
  steady<T>(of: () => T): () => T {
    let said = of();
    const kept = $derived(this.isDown ? said : (said = of()));
    return () => kept;
  }
}

export const press = new Press();
