/** What an appeal may be, in codes and in words. */
import * as words from '$words';

export const KINDS = {
  emergency: words.console_kind_emergency,
  statement: words.console_kind_statement,
  tip: words.console_kind_tip,
  complaint: words.console_kind_complaint,
  proposal: words.console_kind_proposal,
  question: words.console_kind_question,
  thanks: words.console_kind_thanks,
};
export type Kind = keyof typeof KINDS;
export const kindWord = (code: string) => (KINDS as Record<string, () => string>)[code]?.() ?? code;
