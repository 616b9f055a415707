/** What this phone kept of appeals that are no more shown on it. What waits to be sent is not touched. */
import { keeping } from './keeping';
import { mine } from './mine.svelte';

export async function forget() {
  mine.stream.close();
  for (const appeal of mine.appeals) {
    await keeping.write(
      ['kept', `said:${appeal.id}`, undefined],
      ['kept', `receipt:${appeal.id}`, undefined],
    );
  }
  mine.appeals = [];
  mine.said = {};
  await mine.learn();
}
