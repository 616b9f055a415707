import { beforeEach, describe, expect, it } from 'vitest';
import { desk } from './desk.svelte';
import { queue } from './queue.svelte';
import { anAppeal } from './rows.testing';
import { apply, fromFetch } from './state';
import { anEntry } from './rows.testing';

const ids = () => queue.shown.map((appeal) => appeal.id);
const come = (id: string, given = {}) => {
  const appeal = anAppeal({ id, version: 9, ...given });
  desk.state = apply(desk.state!, anEntry('AppealRegistered', 9, { appeal }, id));
};

describe('the list on the left', () => {
  beforeEach(() => {
    const appeals = [anAppeal({ id: 'a' }), anAppeal({ id: 'b', urgency: 'today' })];
    desk.state = fromFetch({ queue: { appeals }, pages: [], me: { units: [] } });
    queue.letGo();
    queue.choose('all');
  });

  it('keeps new rows back until they are asked for', () => {
    come('new');
    expect(ids()).toEqual(['a', 'b']);
    expect(queue.waiting.map((appeal) => appeal.id)).toEqual(['new']);
    queue.accept();
    expect(ids()).toEqual(['a', 'new', 'b']);
  });

  it('lets no row move while the pointer is over the list', () => {
    queue.hold();
    come('a', { state: 'closed' });
    come('b', { urgency: 'now', reply_by: '2026-11-21T20:30:00Z' });
    expect(ids()).toEqual(['a', 'b']);
    queue.letGo();
    expect(ids()).toEqual(['b']);
  });

  it('shows a heading with its count before each group', () => {
    const heads = queue.items.filter((item) => 'count' in item);
    expect(heads).toEqual([
      { key: 'now', group: 'now', count: 1 },
      { key: 'today', group: 'today', count: 1 },
    ]);
  });
});
