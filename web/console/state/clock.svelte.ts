/** The server's time, by the second: a desk's own clock may be wrong. */
class Clock {
  now = $state(Date.now());
  private ahead = 0;

  constructor() {
    setInterval(() => this.tick(), 1000);
  }

  /** The server said that it is now `at`. */
  set(at: string) {
    this.ahead = Date.parse(at) - Date.now();
    this.tick();
  }

  private tick() {
    this.now = Date.now() + this.ahead;
  }
}

export const clock = new Clock();
