/** One act at a time with what the server said of it, in the citizen's language. */
import { language } from '$shared/words/language.svelte';
import * as words from '$words';
import { Refused } from './asking';

export class Trying {
  isBusy = $state(false);
  trouble = $state('');
  /** Of the last refusal. */
  code = $state('');

  async try<Answer>(act: () => Promise<Answer>): Promise<Answer | null> {
    this.isBusy = true;
    this.trouble = this.code = '';
    try {
      return await act();
    } catch (reason) {
      if (reason instanceof Refused) this.code = reason.code;
      this.trouble = reason instanceof Refused ? language.of(reason.words) : words.citizen_unreachable_now();
      return null;
    } finally {
      this.isBusy = false;
    }
  }
}
