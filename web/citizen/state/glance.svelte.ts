/** What the first screen must know of parts of the app that load after it. */
class Glance {
  /** An answer was not read yet. */
  unread = $state(false);
  /** A report was begun. */
  draft = $state(false);
}

export const glance = new Glance();
