/** Times, numbers and names as the console says them. */
import * as words from '$words';

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
  return new Date(at).toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit', second });
}

/** "24 нояб."; browsers do not know the months of every language we speak. */
export function day(at: string): string {
  const date = new Date(at);
  return `${date.getDate()} ${words.console_months().split(' ')[date.getMonth()] ?? ''}`;
}

export function date(at: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const told = new Date(at);
  return `${two(told.getDate())}.${two(told.getMonth() + 1)}.${told.getFullYear()}`;
}

export const isToday = (at: string, now: number) =>
  new Date(at).toDateString() === new Date(now).toDateString();

/** "Әлия Сейітова" as "ӘС". */
export const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
    .slice(0, 2);
