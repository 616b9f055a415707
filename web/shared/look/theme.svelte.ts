/** Day, night or contrast, by an attribute of the page; the map follows by its own tokens. */
export type Theme = 'day' | 'night' | 'contrast';

const KEPT = 'korgan.theme';
const THEMES: readonly string[] = ['day', 'night', 'contrast'] satisfies Theme[];

class Look {
  theme = $state<Theme>('day');

  /** What was chosen before, else what `fallback` says. */
  begin(fallback: Theme) {
    const kept = localStorage.getItem(KEPT);
    this.show(kept && THEMES.includes(kept) ? (kept as Theme) : fallback);
  }

  choose(theme: Theme) {
    localStorage.setItem(KEPT, theme);
    this.show(theme);
  }

  private show(theme: Theme) {
    this.theme = theme;
    document.documentElement.dataset['theme'] = theme;
  }
}

export const look = new Look();
