/** The language of the screen. Changing it changes every word at once and loses nothing that was written. */
import { overwriteGetLocale, isLocale, type Locale } from './generated/compiled/runtime.js';

export type { Locale };
export type Names = Record<string, string>;

const KEPT = 'korgan.language';

class Language {
  current = $state.raw<Locale>(first());

  constructor() {
    overwriteGetLocale(() => this.current);
    document.documentElement.lang = this.current;
  }

  choose(locale: Locale) {
    this.current = locale;
    document.documentElement.lang = locale;
    localStorage.setItem(KEPT, locale);
  }

  /** A name that the server gives in every language. */
  of(names: Names): string {
    return names[this.current] ?? names['ru'] ?? '';
  }
}

/** What was chosen before, else what the device speaks, else Russian. */
function first(): Locale {
  const asked = [localStorage.getItem(KEPT) ?? '', ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return asked.find((tag) => isLocale(tag)) ?? 'ru';
}

export const language = new Language();
