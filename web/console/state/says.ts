/** Times, numbers and names as the console says them. */
import { language } from '$shared/words/language.svelte';

const HOUR = 3600;

/** Seconds as m:ss, from an hour on h:mm:ss. */
export function duration(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (whole < HOUR) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

export const seconds = (from: string | number, to: string | number) =>
  (new Date(to).getTime() - new Date(from).getTime()) / 1000;

export const short = (number: string) => number.slice(-6);

export function clockTime(at: string | number, withSeconds = false): string {
  const second = withSeconds ? '2-digit' : undefined;
  return new Date(at).toLocaleTimeString(language.current, { hour: '2-digit', minute: '2-digit', second, hour12: false });
}

export function day(at: string): string {
  return new Date(at).toLocaleDateString(language.current, { day: 'numeric', month: 'short' });
}

export const isToday = (at: string, now: number) => new Date(at).toDateString() === new Date(now).toDateString();

/** "Әлия Сейітова" as "ӘС". */
export const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
    .slice(0, 2);
