/** What an appeal's page says of codes: how it was routed, what was done to it and by whom. */
import BadgeCheck from '@lucide/svelte/icons/badge-check';
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import CornerUpRight from '@lucide/svelte/icons/corner-up-right';
import Eye from '@lucide/svelte/icons/eye';
import Image from '@lucide/svelte/icons/image';
import Inbox from '@lucide/svelte/icons/inbox';
import MapPin from '@lucide/svelte/icons/map-pin';
import MessageCircle from '@lucide/svelte/icons/message-circle';
import Pencil from '@lucide/svelte/icons/pencil';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import UserCheck from '@lucide/svelte/icons/user-check';
import type { Component } from 'svelte';
import { OFF_TOPIC, UNIT, URGENCY } from '$shared/states';
import * as words from '$words';
import { factOf, type LogLine, type Page } from './state';
import { HANDLED, HANDLED_QUIETLY } from './handledLines';
import { kindWord } from './kinds';
import { channelShown, deliveryShown, of, outcomeWord, unitShown } from './wording';

const ROUTING: Record<string, () => string> = {
  inside: words.console_route_inside,
  border: words.console_route_border,
  poor_accuracy: words.console_route_poor_accuracy,
  outside: words.console_route_outside,
  no_place: words.console_route_no_place,
  fallback: words.console_route_fallback,
  complaint: words.console_route_complaint,
  transferred: words.handling_route_transferred,
};
export const routingWord = (reason: string | null) =>
  reason === null ? words.console_hidden() : (ROUTING[reason]?.() ?? reason);

const SPOKEN: Record<string, () => string> = {
  kk: words.console_lang_kk,
  ru: words.console_lang_ru,
  uk: words.console_lang_uk,
  en: words.console_lang_en,
};
export const languageWord = (code: string) => SPOKEN[code]?.() ?? code;

/** Who did it: staff have names, the rest is said by what it is. */
export function actor(by: string | null): string {
  const known: Record<string, () => string> = {
    citizen: words.console_by_citizen,
    contact: words.console_by_citizen,
    system: words.console_by_system,
    channel: words.console_by_channel,
  };
  return by === null ? words.console_hidden() : (known[by]?.() ?? by);
}

export type Line = { icon: Component; text: string };
type Say = (line: LogLine, page: Page) => Line;

const callsign = (line: LogLine, page: Page) =>
  page.assignments[fact(line, 'assignment')]?.callsign ?? words.console_unit();
const fact = (line: LogLine, name: string) => factOf(line.facts, name);

const LINES: Record<string, Say> = {
  ...HANDLED,
  AppealRegistered: (line) => ({
    icon: Inbox,
    text: words.console_log_registered({ channel: channelShown(fact(line, 'channel')).word() }),
  }),
  AppealTaken: (line) => ({ icon: UserCheck, text: words.console_log_taken({ name: actor(line.by) }) }),
  AppealReleased: (line) => ({
    icon: CornerUpRight,
    text: words.console_log_released({ name: actor(line.by) }),
  }),
  AppealClosed: (line) => ({
    icon: Check,
    text: words.console_log_closed({ outcome: outcomeWord(fact(line, 'outcome')), name: actor(line.by) }),
  }),
  AppealRerouted: (line) => ({
    icon: CornerUpRight,
    text: words.console_log_rerouted({ reason: routingWord(fact(line, 'reason')) }),
  }),
  PlaceTaken: (line) => ({ icon: MapPin, text: words.evidence_log_place({ name: actor(line.by) }) }),
  AppealReclassified: (line) => ({
    icon: CornerUpRight,
    text: words.console_log_reclassified({
      kind: kindWord(fact(line, 'kind')),
      name: actor(line.by),
    }),
  }),
  UnitSent: (line, page) => ({
    icon: UNIT.sent.icon,
    text: words.console_log_sent({ unit: callsign(line, page), name: actor(line.by) }),
  }),
  UnitReported: (line, page) => ({
    icon: unitShown(fact(line, 'state')).icon,
    text: words.console_log_reported({
      unit: callsign(line, page),
      state: unitShown(fact(line, 'state')).word(),
    }),
  }),
  AssessmentAgreed: (line) => ({
    icon: BadgeCheck,
    text: words.console_log_agreed({ name: actor(line.by) }),
  }),
  AssessmentCorrected: (line) => ({
    icon: Pencil,
    text: words.console_log_corrected({
      urgency: line.facts['off_topic']
        ? OFF_TOPIC.word()
        : (of(URGENCY, fact(line, 'urgency'))?.word() ?? ''),
      name: actor(line.by),
    }),
  }),
};

/** How somebody got at the bytes of evidence. */
const OPENED: Record<string, typeof words.console_log_preview> = {
  preview: words.console_log_preview,
  play: words.console_log_played,
  copy: words.console_log_copied,
  export: words.console_log_exported,
};

/** What only the journal tells, for the conversation shows it itself. */
const QUIET: Record<string, Say> = {
  ...HANDLED_QUIETLY,
  MessageReceived: () => ({ icon: MessageCircle, text: words.console_log_message() }),
  PartArrived: () => ({ icon: Image, text: words.console_log_part() }),
  PreviewMade: () => ({ icon: Image, text: words.console_log_copy_made() }),
  AppealExported: (line) => ({ icon: Eye, text: words.console_log_export({ name: actor(line.by) }) }),
  OriginalLost: () => ({ icon: TriangleAlert, text: words.evidence_log_lost() }),
  EvidenceRemoved: (line) => ({ icon: Check, text: words.console_log_removed({ name: actor(line.by) }) }),
  AppealSeen: (line) => ({ icon: Eye, text: words.console_log_seen({ name: actor(line.by) }) }),
  LanguageCorrected: (line) => ({
    icon: MessageCircle,
    text: words.console_log_language({
      language: languageWord(fact(line, 'language')),
      name: actor(line.by),
    }),
  }),
  ReplyWritten: (line) => ({ icon: MessageCircle, text: words.console_log_reply({ name: actor(line.by) }) }),
  DeliveryChanged: (line) => ({
    icon: CheckCheck,
    text: words.console_log_delivery({ state: deliveryShown(fact(line, 'state')).word() }),
  }),
  DeliveryRequeued: (line) => ({
    icon: RefreshCw,
    text: words.console_log_requeued({ name: actor(line.by) }),
  }),
  EvidenceOpened: (line) => ({
    icon: Eye,
    text: (OPENED[fact(line, 'what')] ?? words.console_log_original)({ name: actor(line.by) }),
  }),
};

export const isTold = (line: LogLine) => line.kind in LINES;
export const lineSaid: Say = (line, page) =>
  (LINES[line.kind] ?? QUIET[line.kind])?.(line, page) ?? { icon: Check, text: line.kind };
