import { describe, expect, it } from 'vitest';
import { before, counted, groupOf, isShown } from './order';
import { anAppeal } from './rows.testing';

const holder = { id: 7, name: 'Омаров', number: '118' };

describe('the order of the queue', () => {
  it('puts the urgent first, then the earlier deadline', () => {
    const rows = [
      anAppeal({ id: 'off', off_topic: true }),
      anAppeal({ id: 'later', urgency: 'later' }),
      anAppeal({ id: 'today', urgency: 'today' }),
      anAppeal({ id: 'second', reply_by: '2026-11-21T20:42:00Z' }),
      anAppeal({ id: 'first' }),
    ];
    expect(rows.sort(before).map((row) => row.id)).toEqual(['first', 'second', 'today', 'later', 'off']);
  });

  it('shows closed ones newest first', () => {
    const old = anAppeal({ id: 'old', state: 'closed', registered_at: '2026-11-20T20:40:00Z' });
    const fresh = anAppeal({ id: 'fresh', state: 'closed' });
    expect([old, fresh].sort(before).map((row) => row.id)).toEqual(['fresh', 'old']);
  });

  it('calls an urgent appeal that is not for the police off topic', () => {
    expect(groupOf(anAppeal({ off_topic: true, urgency: 'now' }))).toBe('off');
  });

  it('hides what is closed from every other filter', () => {
    const closed = anAppeal({ state: 'closed', taken_by: holder });
    expect(isShown(closed, 'all', 7)).toBe(false);
    expect(isShown(closed, 'mine', 7)).toBe(false);
    expect(isShown(closed, 'closed', 7)).toBe(true);
  });

  it('keeps a closed one whose answer has not arrived where it needs somebody', () => {
    const rows = [
      anAppeal({ id: 'today', urgency: 'today' }),
      anAppeal({ id: 'failed', state: 'closed', trouble: 'failed', taken_by: holder }),
      anAppeal({ id: 'now' }),
      anAppeal({ id: 'closed', state: 'closed' }),
    ];
    const shown = rows.filter((row) => isShown(row, 'all', 7)).sort(before);
    expect(shown.map((row) => row.id)).toEqual(['now', 'failed', 'today']);
    expect(isShown(rows[1]!, 'mine', 7)).toBe(true);
    expect(isShown(rows[1]!, 'closed', 7)).toBe(true);
  });

  it('counts as the server counts', () => {
    const rows = [
      anAppeal({ taken_by: holder }),
      anAppeal({ urgency: 'today' }),
      anAppeal({ off_topic: true }),
    ];
    expect(counted(rows, 7)).toEqual({ all: 3, now: 1, today: 1, later: 0, off: 1, mine: 1, closed: 0 });
  });
});
