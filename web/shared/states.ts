/** Every state with its icon, its word and its colour: icon, word, colour, in this order. The keys are the server's own
 * (tests/shape compares them with its tables). */
import type { Component } from 'svelte';
import Calendar from '@lucide/svelte/icons/calendar';
import Check from '@lucide/svelte/icons/check';
import CheckCheck from '@lucide/svelte/icons/check-check';
import Circle from '@lucide/svelte/icons/circle';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import CircleSlash2 from '@lucide/svelte/icons/circle-slash-2';
import Clock from '@lucide/svelte/icons/clock';
import Flag from '@lucide/svelte/icons/flag';
import MapPin from '@lucide/svelte/icons/map-pin';
import Navigation from '@lucide/svelte/icons/navigation';
import OctagonAlert from '@lucide/svelte/icons/octagon-alert';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Send from '@lucide/svelte/icons/send';
import Siren from '@lucide/svelte/icons/siren';
import Smartphone from '@lucide/svelte/icons/smartphone';
import * as words from '$words';

export type Shown = { icon: Component; word: () => string; look: string };

export const URGENCY = {
  now: { icon: OctagonAlert, word: words.urgency_now, look: 'now' },
  today: { icon: Clock, word: words.urgency_today, look: 'today' },
  later: { icon: Calendar, word: words.urgency_later, look: 'later' },
} satisfies Record<string, Shown>;

export const OFF_TOPIC: Shown = { icon: CircleSlash2, word: words.urgency_off, look: 'off' };

export const UNIT = {
  free: { icon: Circle, word: words.unit_free, look: 'u-free' },
  sent: { icon: CircleDot, word: words.unit_sent, look: 'u-sent' },
  accepted: { icon: Check, word: words.unit_accepted, look: 'u-accepted' },
  enroute: { icon: Navigation, word: words.unit_enroute, look: 'u-enroute' },
  scene: { icon: MapPin, word: words.unit_scene, look: 'u-scene' },
  done: { icon: Flag, word: words.unit_done, look: 'u-done' },
  sos: { icon: Siren, word: words.unit_sos, look: 'u-sos' },
} satisfies Record<string, Shown>;

export const DELIVERY = {
  queued: { icon: Clock, word: words.delivery_queued, look: 'd-queued' },
  claimed: { icon: Clock, word: words.delivery_claimed, look: 'd-queued' },
  accepted: { icon: Check, word: words.delivery_accepted, look: 'd-accepted' },
  delivered: { icon: CheckCheck, word: words.delivery_delivered, look: 'd-delivered' },
  read: { icon: CheckCheck, word: words.delivery_read, look: 'd-read' },
  retry: { icon: RefreshCw, word: words.delivery_retry, look: 'd-retry' },
  failed: { icon: CircleAlert, word: words.delivery_failed, look: 'd-failed' },
  unknown: { icon: CircleQuestionMark, word: words.delivery_unknown, look: 'd-unknown' },
} satisfies Record<string, Shown>;

export const CHANNEL = {
  app: { icon: Smartphone, word: words.channel_app, look: '' },
  telegram: { icon: Send, word: words.channel_telegram, look: '' },
} satisfies Record<string, Shown>;
