/** Codes of the server in words. */
import { CHANNEL, DELIVERY, OFF_TOPIC, UNIT, URGENCY, type Shown } from '$shared/states';
import * as words from '$words';
import { urgencyOf } from './order';
import type { Appeal } from './state';
import type { Outcome } from './acts';

export const of = <Table extends Record<string, unknown>>(
  table: Table,
  key: string,
): Table[keyof Table] | undefined => (table as Record<string, Table[keyof Table]>)[key];

export const unitShown = (state: string): Shown => of(UNIT, state) ?? UNIT.free;
export const deliveryShown = (state: string): Shown => of(DELIVERY, state) ?? DELIVERY.unknown;
export const channelShown = (channel: string): Shown => of(CHANNEL, channel) ?? CHANNEL.app;

export function urgencyShown(appeal: Appeal): Shown {
  const urgency = urgencyOf(appeal);
  return urgency === 'off' ? OFF_TOPIC : URGENCY[urgency];
}

const ROLES: Record<string, () => string> = {
  operator: words.console_role_operator,
  dispatcher: words.console_role_dispatcher,
  chief: words.console_role_chief,
  inspector: words.console_role_inspector,
  observer: words.console_role_observer,
  editor: words.console_role_editor,
  auditor: words.console_role_auditor,
};
export const roleWord = (role: string) => ROLES[role]?.() ?? role;

export const OUTCOMES: Record<Outcome, () => string> = {
  helped: words.console_outcome_helped,
  redirected: words.console_outcome_redirected,
  false_call: words.console_outcome_false_call,
  duplicate: words.console_outcome_duplicate,
  no_crime: words.console_outcome_no_crime,
  off_topic: words.console_outcome_off_topic,
};
export const outcomeWord = (outcome: string) => of(OUTCOMES, outcome)?.() ?? outcome;
