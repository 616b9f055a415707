/** What the journal says of handling: transfers, notes, links, promises, numbers, clocks. */
import AlarmClock from '@lucide/svelte/icons/alarm-clock';
import Archive from '@lucide/svelte/icons/archive';
import Check from '@lucide/svelte/icons/check';
import CornerUpRight from '@lucide/svelte/icons/corner-up-right';
import Eye from '@lucide/svelte/icons/eye';
import Hash from '@lucide/svelte/icons/hash';
import Link from '@lucide/svelte/icons/link';
import PhoneCall from '@lucide/svelte/icons/phone-call';
import Siren from '@lucide/svelte/icons/siren';
import Split from '@lucide/svelte/icons/split';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import UserCheck from '@lucide/svelte/icons/user-check';
import type { Component } from 'svelte';
import * as words from '$words';
import { clockWord, reasonWord } from './handled';
import { factOf, type LogLine } from './state';

type Say = (line: LogLine) => { icon: Component; text: string };
type Named = (values: { name: string }) => string;

const by =
  (icon: Component, word: Named): Say =>
  (line) => ({ icon, text: word({ name: line.by ?? '' }) });
// Codes of registers are their names in capitals in every language that has no other.
const register = (line: LogLine) => factOf(line.facts, 'kind').toUpperCase();

export const HANDLED: Record<string, Say> = {
  AppealTransferred: (line) => ({
    icon: CornerUpRight,
    text: words.handling_log_transferred({
      why: reasonWord(factOf(line.facts, 'reason')),
      name: line.by ?? '',
    }),
  }),
  AppealSplit: by(Split, words.handling_log_split),
  AppealsJoined: by(Link, words.handling_log_joined),
  AppealsParted: by(Link, words.handling_log_parted),
  FollowUpSet: by(PhoneCall, words.handling_log_follow_up),
  FollowUpDone: by(Check, words.handling_log_followed_up),
  AppealEscalated: (line) => ({
    icon: AlarmClock,
    text: words.handling_log_escalated({ clock: clockWord(factOf(line.facts, 'clock')) }),
  }),
  ChiefCalled: by(Siren, words.handling_log_called),
  AppealAssigned: by(UserCheck, words.handling_log_assigned),
};

export const HANDLED_QUIETLY: Record<string, Say> = {
  PersonsJoined: by(Link, words.person_log_joined),
  PersonsSeparated: by(Link, words.person_log_separated),
  IinOpened: by(Eye, words.person_log_iin),
  HoldSet: by(Archive, words.person_log_hold),
  HoldLifted: by(Archive, words.person_log_hold_lifted),
  AppealErased: () => ({ icon: Archive, text: words.person_log_erased() }),
  NoteWritten: by(StickyNote, words.handling_log_note),
  NumberAdded: (line) => ({
    icon: Hash,
    text: words.handling_log_number({ kind: register(line), name: line.by ?? '' }),
  }),
  NumberStruck: (line) => ({
    icon: Hash,
    text: words.handling_log_struck({ kind: register(line), name: line.by ?? '' }),
  }),
};
