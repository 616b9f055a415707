/** Times as a citizen says them: today the hour, earlier the day. */
import { language } from '$shared/words/language.svelte';

const said = (at: string | number, how: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language.current, how).format(new Date(at));

export function hour(at: string | number): string {
  return said(at, { hour: '2-digit', minute: '2-digit' });
}

export function when(at: string | number, now = new Date()): string {
  const isToday = new Date(at).toDateString() === now.toDateString();
  return isToday ? hour(at) : said(at, { day: 'numeric', month: 'long' });
}

export function full(at: string): string {
  // Kazakh writes it so too, but browsers give year-month-day.
  const locale = language.current === 'kk' ? 'ru' : language.current;
  const how = { day: '2-digit', month: '2-digit', year: 'numeric' } as const;
  const day = new Intl.DateTimeFormat(locale, how).format(new Date(at));
  return `${day}, ${hour(at)}`;
}
