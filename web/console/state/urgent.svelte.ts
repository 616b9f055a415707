/** New urgent appeals nobody has looked at yet: they sound, and the title counts them until somebody takes them or
 * this operator looks. */
import { desk } from './desk.svelte';
import { groupOf } from './order';
import { sounds } from './sounds.svelte';

class Urgent {
  private fresh = $state.raw<string[]>([]);
  count = $derived(this.fresh.filter((id) => isWaiting(id)).length);

  constructor() {
    desk.listen({
      entries: (_, before) => {
        const come = desk.appeals.filter((appeal) => {
          const had = before.appeals[appeal.id];
          return isWaiting(appeal.id) && !(had && groupOf(had) === 'now');
        });
        if (!come.length) return;
        this.fresh = [...this.fresh, ...come.map((appeal) => appeal.id)];
        sounds.urgent();
      },
      opened: (id) => (this.fresh = this.fresh.filter((one) => one !== id)),
    });
  }
}

function isWaiting(id: string): boolean {
  const appeal = desk.state?.appeals[id];
  return appeal !== undefined && groupOf(appeal) === 'now' && appeal.taken_by === null;
}

export const urgent = new Urgent();
