import { describe, expect, it } from 'vitest';
import { apply, applyAll, canonical, fromFetch, withPage, linesOf } from './state';
import { anAppeal, anEntry, aMessage, anAssignment, aPage, aUnit } from './rows.testing';

const APPEAL = anAppeal({});
const fetched = () =>
  fromFetch({
    queue: { appeals: [APPEAL] },
    pages: [aPage(APPEAL)],
    me: { units: [aUnit({})] },
  });

describe('the state of the console', () => {
  it('takes a new appeal in', () => {
    const other = anAppeal({ id: 'b', version: 9 });
    const next = apply(fetched(), anEntry('AppealRegistered', 9, { appeal: other }));
    expect(next.appeals['b']).toEqual(other);
  });

  it('leaves the given state as it was', () => {
    const before = fetched();
    const told = canonical(before);
    apply(before, anEntry('AppealTaken', 9, { appeal: anAppeal({ version: 9, state: 'taken' }) }));
    expect(canonical(before)).toEqual(told);
  });

  it('keeps the higher version of a row, whichever came first', () => {
    const late = anEntry('AppealTaken', 9, { appeal: anAppeal({ version: 9, state: 'taken' }) });
    const early = anEntry('AppealSeen', 8, { appeal: anAppeal({ version: 8, state: 'registered' }) });
    const state = applyAll(fetched(), [late, early]);
    expect(state.appeals['a']?.state).toBe('taken');
  });

  it('is the same after an entry is told twice', () => {
    const entry = anEntry('MessageReceived', 9, {
      appeal: anAppeal({ version: 9 }),
      message: aMessage({ version: 9 }),
    });
    const once = apply(fetched(), entry);
    expect(canonical(apply(once, entry))).toEqual(canonical(once));
  });

  it('puts what is said and done into the open page and its journal', () => {
    const state = applyAll(fetched(), [
      anEntry('MessageReceived', 9, { message: aMessage({ version: 9 }) }),
      anEntry('UnitSent', 10, {
        assignment: anAssignment({ version: 10 }),
        unit: aUnit({ version: 10, state: 'sent' }),
      }),
    ]);
    const page = state.pages['a']!;
    expect(Object.keys(page.messages)).toEqual(['m']);
    expect(page.assignments['s']?.callsign).toBe('П-14');
    expect(state.units[14]?.state).toBe('sent');
    expect(linesOf(page).map((line) => line.kind)).toEqual([
      'AppealRegistered',
      'MessageReceived',
      'UnitSent',
    ]);
  });

  it('does not open pages of appeals nobody looks at', () => {
    const other = anAppeal({ id: 'b', version: 9 });
    const entry = anEntry('MessageReceived', 9, { appeal: other, message: aMessage({ appeal: 'b' }) }, 'b');
    expect(Object.keys(apply(fetched(), entry).pages)).toEqual(['a']);
  });

  it('lets go of an appeal that is no more ours to see, and keeps what it says of our unit', () => {
    const veiled = {
      ...anEntry('UnitSent', 9, { unit: aUnit({ version: 9, state: 'sent' }) }),
      is_veiled: true as const,
    };
    const state = apply(fetched(), veiled);
    expect([state.appeals, state.pages]).toEqual([{}, {}]);
    expect(Object.values(state.units)[0]?.state).toBe('sent');
  });

  it('shows only units of the own desks', () => {
    const foreign = aUnit({ id: 99, version: 9 });
    expect(apply(fetched(), anEntry('UnitSent', 9, { unit: foreign })).units[99]).toBeUndefined();
  });

  it('does not go back when a page comes that is older than the stream', () => {
    const taken = apply(
      fetched(),
      anEntry('AppealTaken', 9, { appeal: anAppeal({ version: 9, state: 'taken' }) }),
    );
    expect(withPage(taken, aPage(APPEAL)).appeals['a']?.state).toBe('taken');
  });

  it('compares times told in milliseconds and in microseconds as one', () => {
    const told = (registered_at: string) =>
      canonical(
        fromFetch({
          queue: { appeals: [anAppeal({ registered_at })] },
          pages: [],
          me: { units: [] },
        }),
      );
    expect(told('2026-11-21T20:40:00.123Z')).toEqual(told('2026-11-21T20:40:00.123456Z'));
  });
});
