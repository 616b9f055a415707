/** Whether the phone itself knows that it has no line. That it has one proves nothing. */
class Line {
  isUp = $state.raw(navigator.onLine);

  constructor() {
    addEventListener('online', () => (this.isUp = true));
    addEventListener('offline', () => (this.isUp = false));
  }
}

export const line = new Line();
