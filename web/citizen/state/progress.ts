/** How far an appeal has come, in the words of whoever waits for help. */
import type { Schema } from '$shared/api/client';
import * as words from '$words';
import * as icons from '../look/icons';

type Appeal = Schema['CitizenAppeal'];
export type Stop = {
  code: string;
  look: 'done' | 'here' | 'ahead';
  at: string | null;
  icon: string;
  word: () => string;
};

const UNIT = ['received', 'sent', 'enroute', 'scene'] as const;
const ANSWER = ['received', 'taken', 'answered', 'closed'] as const;

const SHOWN: Record<(typeof UNIT | typeof ANSWER)[number], { icon: string; word: () => string }> = {
  received: { icon: icons.check, word: words.citizen_step_received },
  sent: { icon: icons.circleDot, word: words.citizen_step_sent },
  enroute: { icon: icons.navigation, word: words.citizen_step_enroute },
  scene: { icon: icons.mapPin, word: words.citizen_step_scene },
  taken: { icon: icons.clock, word: words.citizen_step_taken },
  answered: { icon: icons.messageSquareText, word: words.citizen_step_answered },
  closed: { icon: icons.flag, word: words.citizen_step_closed },
};

/** Four stops: of a unit when one was sent, else of the answer. */
export function progress(appeal: Appeal): Stop[] {
  const times = new Map(appeal.steps.map((step) => [step.code, step.at]));
  const stops = appeal.unit || times.has('sent') ? UNIT : ANSWER;
  const last = stops.findLastIndex((code) => times.has(code));
  // Received is done with: what one waits for is next.
  const here = appeal.state === 'closed' || times.has('done') ? stops.length : Math.max(last, 1);
  return stops.map((code, at) => ({
    code,
    look: at < here ? 'done' : at === here ? 'here' : 'ahead',
    at: times.get(code) ?? null,
    icon: at < here ? icons.check : SHOWN[code].icon,
    word: code === 'taken' && appeal.state === 'registered' ? words.citizen_step_waiting : SHOWN[code].word,
  }));
}

export type Headline = { icon: string; look: '' | 'info' | 'ok'; word: () => string };

/** The one thing to say of an appeal in a list. */
export function headline(appeal: Appeal): Headline {
  if (appeal.state === 'closed')
    return { icon: icons.circleCheck, look: 'ok', word: words.citizen_is_closed };
  const unit = appeal.unit && UNITS[appeal.unit.state];
  if (unit) return unit;
  if (appeal.steps.some((step) => step.code === 'answered'))
    return { icon: icons.messageSquareText, look: 'info', word: words.citizen_is_answered };
  if (appeal.state === 'registered') return { icon: icons.inbox, look: '', word: words.citizen_is_received };
  return { icon: icons.clock, look: '', word: words.citizen_is_taken };
}

const UNITS: Record<string, Headline> = {
  sent: { icon: icons.circleDot, look: 'info', word: words.citizen_unit_sent },
  accepted: { icon: icons.check, look: 'info', word: words.citizen_unit_accepted },
  enroute: { icon: icons.navigation, look: 'info', word: words.citizen_unit_enroute },
  scene: { icon: icons.mapPin, look: 'info', word: words.citizen_unit_scene },
  done: { icon: icons.flag, look: 'ok', word: words.citizen_unit_done },
};
