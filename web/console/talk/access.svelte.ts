/** What this operator may do with the appeal before him, and in words why not. */
import * as words from '$words';
import { desk } from '../state/desk.svelte';

class Access {
  isOpen = $derived(desk.appeal !== null && desk.appeal.state !== 'closed');
  isHolder = $derived(desk.appeal?.taken_by?.id !== undefined && desk.appeal.taken_by.id === desk.me?.id);
  isOthers = $derived(Boolean(desk.appeal?.taken_by) && !this.isHolder);
  /** He has it and may answer and send. */
  mine = $derived(this.isOpen && this.isHolder && desk.may('reply'));
  /** One voice to the citizen: whoever has it; a closed one is nobody's, so whoever may answer there. */
  canSendAgain = $derived((this.isHolder || !this.isOpen) && desk.may('reply'));
  canTake = $derived(this.isOpen && !desk.appeal?.taken_by && desk.may('take'));
  canRelease = $derived(this.mine && desk.appeal?.state === 'taken' && desk.may('release'));
  canClose = $derived(this.isOpen && !this.isOthers && desk.may('close') && desk.appeal?.state !== 'sent');
  canTransfer = $derived(
    this.isOpen &&
      desk.may('transfer') &&
      (!this.isOthers || desk.may('assign')) &&
      desk.appeal?.state !== 'sent',
  );
  /** A unit at work keeps the appeal open. */
  isUnitAtWork = $derived(this.mine && desk.appeal?.state === 'sent');

  why = $derived.by(() => {
    const holder = desk.appeal?.taken_by;
    if (!this.isOpen) return words.console_readonly_closed();
    if (this.isOthers && holder)
      return words.console_readonly_theirs({ name: holder.name, number: holder.number });
    return desk.may('take') ? words.console_readonly_free() : words.console_readonly_role();
  });
}

export const access = new Access();
