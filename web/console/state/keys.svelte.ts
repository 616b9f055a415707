/** Keys of the physical keyboard, so that they are the same in every layout. Single keys are silent while one types and
 * can be switched off (WCAG 2.1.4). */
import { tick } from 'svelte';
import * as acts from './acts';
import { desk } from './desk.svelte';
import { FILTERS } from './order';
import { queue } from './queue.svelte';
import { view } from './view.svelte';

const KEPT = 'korgan.keys';
const DIGITS = ['all', 'now', 'today', 'mine', 'later', 'off', 'closed'] as const satisfies typeof FILTERS;

class Keys {
  isOn = $state(localStorage.getItem(KEPT) !== 'off');
  isOpen = $state(false);
  /** The list brings a row to where it can be seen. */
  reveal: (id: string) => void = () => undefined;

  open() {
    this.isOpen = true;
  }

  toggle() {
    this.isOn = !this.isOn;
    localStorage.setItem(KEPT, this.isOn ? 'on' : 'off');
  }

  press = (event: KeyboardEvent) => {
    if (document.querySelector('dialog[open]')) return;
    if (event.code === 'Escape') return this.back(event);
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.code === 'Slash' && event.shiftKey) return this.open();
    const act = this.isOn && !event.shiftKey ? this.actOf(event.code) : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };

  private actOf(code: string): (() => void) | undefined {
    const digit = /^(?:Digit|Numpad)([0-6])$/.exec(code)?.[1];
    if (digit) return () => queue.choose(DIGITS[Number(digit)]!);
    return this.acts[code];
  }

  private acts: Record<string, () => void> = {
    KeyJ: () => void this.move(1),
    KeyK: () => void this.move(-1),
    KeyN: () => queue.accept(),
    KeyA: () => {
      if (desk.appeal && desk.may('take') && !desk.appeal.taken_by) void acts.take(desk.appeal.id);
    },
    KeyR: () => focusOn('[data-testid="reply"]'),
    Slash: () => focusOn('[data-testid="reply"]'),
    KeyD: () => focusOn('[data-send]'),
    KeyT: () => press('[data-transfer]'),
    KeyO: () => press('[data-note]'),
    KeyC: () => press('[data-follow-up]'),
    KeyF: () => focusOn('[data-find]'),
  };

  /** The next row gets the focus; Enter opens it, as any link. */
  private async move(by: number) {
    const rows = queue.shown;
    const focused = document.activeElement?.getAttribute('data-appeal') ?? desk.selected;
    const at = rows.findIndex((row) => row.id === focused);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (!next) return;
    if (view.isSingle.current) view.leave();
    this.reveal(next.id);
    await tick();
    // A row that was off the screen is drawn in the next frame.
    requestAnimationFrame(() => focusOn(`[data-appeal="${next.id}"]`));
  }

  private back(event: KeyboardEvent) {
    if (isTyping(event.target)) (event.target as HTMLElement).blur();
    else if (desk.selected && view.isSingle.current) view.leave();
  }
}

function focusOn(selector: string) {
  document.querySelector<HTMLElement>(selector)?.focus();
}

function press(selector: string) {
  document.querySelector<HTMLElement>(selector)?.click();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

export const keys = new Keys();
