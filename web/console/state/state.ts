/** What the console knows, as plain data: rows of a fetch, changed by the entries of the stream. Of two versions of a
 * row the higher is kept, so that it does not matter which of fetch and stream was first. */
import type { Schema } from '$shared/api/client';

export type Appeal = Schema['AppealBrief'];
export type Message = Schema['MessageBrief'];
export type Assignment = Schema['AssignmentBrief'];
export type Unit = Schema['UnitBrief'];
export type Note = Schema['NoteBrief'];
export type Link = Schema['LinkBrief'];
export type FollowUp = Schema['FollowUpBrief'];
export type External = Schema['ExternalBrief'];
export type Transfer = Schema['TransferBrief'];
export type LogLine = Schema['LogLine'];
export type AppealPage = Schema['AppealPage'];
export type Me = Schema['Me'];
export type Queue = Schema['Queue'];

/** An entry as the stream tells it: the fact and the present rows it concerns. */
export type Entry = LogLine & {
  appeal?: Appeal;
  message?: Message;
  assignment?: Assignment;
  unit?: Unit;
  note?: Note;
  transfer?: Transfer;
  link?: Link;
  follow_up?: FollowUp;
  external?: External;
  line?: LogLine;
  /** The appeal is not (or no more) ours to see: the entry tells nothing else of it. */
  is_veiled?: true;
};

/** An appeal that is or was on the screen, with everything said and done. */
export type Page = {
  citizen: Schema['Citizen'] | null;
  messages: Record<string, Message>;
  assignments: Record<string, Assignment>;
  notes: Record<string, Note>;
  transfers: Record<string, Transfer>;
  links: Record<string, Link>;
  follow_ups: Record<string, FollowUp>;
  numbers: Record<string, External>;
  log: Record<number, LogLine>;
  recommended: Schema['Recommended'][];
  duplicates: Schema['Duplicate'][];
};

/** Rows that a page brings as a list, each with the name under which an entry tells of one. */
const ROWS = [
  ['messages', 'message'],
  ['assignments', 'assignment'],
  ['notes', 'note'],
  ['transfers', 'transfer'],
  ['links', 'link'],
  ['follow_ups', 'follow_up'],
  ['numbers', 'external'],
] as const;

export type ConsoleState = {
  appeals: Record<string, Appeal>;
  units: Record<string, Unit>;
  pages: Record<string, Page>;
};

export type Fetched = { queue: Pick<Queue, 'appeals'>; pages: AppealPage[]; me: Pick<Me, 'units'> };

// As many lines of an appeal's journal as a page brings.
const LOG_LENGTH = 200;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

export function fromFetch({ queue, pages, me }: Fetched): ConsoleState {
  const state: ConsoleState = { appeals: {}, units: {}, pages: {} };
  queue.appeals.forEach((appeal) => keep(state.appeals, appeal.id, appeal));
  me.units.forEach((unit) => keep(state.units, unit.id, unit));
  pages.forEach((page) => putPage(state, page));
  return state;
}

/** The state after an entry; the given state stays as it is. */
export function apply(state: ConsoleState, entry: Entry): ConsoleState {
  return applyAll(state, [entry]);
}

export function applyAll(state: ConsoleState, entries: Entry[]): ConsoleState {
  const next = {
    ...state,
    appeals: { ...state.appeals },
    units: { ...state.units },
    pages: { ...state.pages },
  };
  entries.forEach((entry) => change(next, entry));
  return next;
}

/** The state with the page of an appeal, or with newer rows of it. */
export function withPage(state: ConsoleState, page: AppealPage): ConsoleState {
  const next = { ...state, appeals: { ...state.appeals }, pages: { ...state.pages } };
  putPage(next, page);
  return next;
}

/** The state with more appeals, as from another page of the queue. */
export function withAppeals(state: ConsoleState, appeals: Appeal[]): ConsoleState {
  const next = { ...state, appeals: { ...state.appeals } };
  appeals.forEach((appeal) => keep(next.appeals, appeal.id, appeal));
  return next;
}

/** What two equal screens have in common, to be compared. Recommendations are not rows: they are asked for anew. */
export function canonical(state: ConsoleState): object {
  return sameTimes({
    appeals: sorted(state.appeals).filter((appeal) => appeal.state !== 'closed'),
    units: sorted(state.units),
    pages: Object.keys(state.pages)
      .sort()
      .map((id) => ({ id, appeal: state.appeals[id] ?? null, ...canonicalPage(state.pages[id]!, id) })),
  });
}

/** Answers tell times in milliseconds, streams in microseconds. */
function sameTimes(told: object): object {
  const text = JSON.stringify(told, (_, value: unknown) =>
    typeof value === 'string' && TIME.test(value) ? new Date(value).toISOString() : value,
  );
  return JSON.parse(text) as object;
}

/** What was said in an appeal; a message that was split from it is another's. */
export function saidIn(page: Page, id: string): Message[] {
  return Object.values(page.messages).filter((message) => message.appeal === id);
}

function canonicalPage(page: Page, id: string) {
  return {
    citizen: page.citizen,
    ...Object.fromEntries(ROWS.map(([rows]) => [rows, sorted<{ id: string }>(page[rows])])),
    messages: saidIn(page, id).sort((a, b) => (a.id < b.id ? -1 : 1)),
    log: linesOf(page),
  };
}

/** What his roles let him do and read where the appeal lies. */
export function rightsFor(me: Pick<Me, 'rights'>, appeal: Pick<Appeal, 'areas'>): Me['rights'] {
  return me.rights.filter(({ areas }) => appeal.areas.some((area) => areas.includes(area)));
}

/** A fact of an entry as text: an id, a code or a number. */
export function factOf(facts: LogLine['facts'], name: string): string {
  const fact = facts[name];
  return typeof fact === 'string' || typeof fact === 'number' ? String(fact) : '';
}

/** An appeal's journal, oldest first. */
export function linesOf(page: Page): LogLine[] {
  return Object.values(page.log)
    .sort((a, b) => a.seq - b.seq)
    .slice(-LOG_LENGTH);
}

function sorted<Row extends { id: string | number }>(rows: Record<string, Row>): Row[] {
  return Object.values(rows).sort((a, b) => (String(a.id) < String(b.id) ? -1 : 1));
}

function change(state: ConsoleState, entry: Entry) {
  const { appeal, unit } = entry;
  if (appeal) keep(state.appeals, appeal.id, appeal);
  // Only units of the own desks are shown; another desk's crew at the same place is not.
  if (unit && state.units[unit.id]) keep(state.units, unit.id, unit);
  if (entry.is_veiled) letGo(state, factOf(entry.facts, 'appeal'));
  // Who may not read the journal is told of both by the link itself.
  const linked = entry.link ? [entry.link.appeal, entry.link.main] : [];
  const told = [...CONCERNED.map((fact) => factOf(entry.facts, fact)), ...linked];
  for (const id of new Set(told)) putEntry(state, id, entry);
}

/** Pages on which an entry is told: of its appeal, and of the other one when it is about two. */
const CONCERNED = ['appeal', 'main', 'into'];

function putEntry(state: ConsoleState, id: string, entry: Entry) {
  const page = state.pages[id];
  if (!page) return;
  const next = { ...page, log: { ...page.log } };
  if (entry.line) next.log[entry.line.seq] = entry.line;
  for (const [rows, name] of ROWS) {
    const row = entry[name];
    if (row) put(next, rows, [row]);
  }
  state.pages[id] = next;
}

/** The page's rows of a kind with newer ones. */
function put(page: Page, name: (typeof ROWS)[number][0], rows: { id: string; version: number }[]) {
  const kept: Record<string, { id: string; version: number }> = { ...page[name] };
  rows.forEach((row) => keep(kept, row.id, row));
  Object.assign(page, { [name]: kept });
}

/** An appeal that went to others is gone from our screen, with all that was said. */
function letGo(state: ConsoleState, id: string) {
  delete state.appeals[id];
  delete state.pages[id];
}

function putPage(state: ConsoleState, fetched: AppealPage) {
  keep(state.appeals, fetched.appeal.id, fetched.appeal);
  const old = state.pages[fetched.appeal.id];
  const log = { ...old?.log };
  fetched.log?.forEach((line) => (log[line.seq] = line));
  const { citizen } = fetched;
  const recommended = fetched.recommended ?? [];
  const page = { ...EMPTY, ...old, citizen, log, recommended, duplicates: fetched.duplicates ?? [] };
  for (const [rows] of ROWS) put(page, rows, fetched[rows] ?? []);
  state.pages[fetched.appeal.id] = page;
}

const EMPTY = {
  messages: {},
  assignments: {},
  notes: {},
  transfers: {},
  links: {},
  follow_ups: {},
  numbers: {},
};

/** Later knowledge of the same version is no older than what we have. */
function keep<Row extends { version: number }>(rows: Record<string, Row>, id: string | number, row: Row) {
  const had = rows[id];
  if (!had || row.version >= had.version) rows[id] = row;
}
