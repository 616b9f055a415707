/** What the citizen has said and what became of it, put together once. */
import { draft } from './draft.svelte';
import { glance } from './glance.svelte';
import { mine } from './mine.svelte';
import { Outbox } from './outbox.svelte';

export const outbox = new Outbox({
  receipt: () => void mine.learn(),
  message: (message) => {
    mine.hear({ appeal: null, message });
    // It was said to a closed appeal, so it opened a new one.
    if (!mine.of(message.appeal)) void mine.learn();
  },
});

export function begin() {
  outbox.begin();
  void mine.begin();
  // Tells the first screen, which stood before us.
  $effect.root(() => {
    $effect(() => {
      glance.unread = mine.appeals.some((appeal) => appeal.unread > 0);
      glance.draft = !draft.isEmpty;
    });
  });
}
