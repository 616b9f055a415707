/** A screen's stream of entries: resumes after a cut without a gap, and says when it is stale.
 *
 * Take the cursor with the rows, then `open` from that cursor. After `reset` the rows must be fetched anew. */

/** How the path behind the stream is, told with every beat. */
export type Pulse = { at: string; oldest_inbound_s: number; worker: 'ok' | 'late'; parked?: number };

/** `live`: heard within the last 20 s. `stale`: was live, is silent now. `joining`: not heard yet. */
export type Connection = 'joining' | 'live' | 'stale';

export type Heard<Entry> = {
  entry: (entry: Entry) => void;
  /** Too far behind, or rights have changed: fetch everything anew and open again. */
  reset: () => void;
  /** No longer allowed to listen. */
  bye: () => void;
};

const SILENT_MS = 20_000;
const WATCH_MS = 1_000;
// Between attempts after the server refused; a cut is resumed by the browser itself, sooner.
const AGAIN_MS = 2_000;

export class Stream<Entry> {
  connection = $state.raw<Connection>('joining');
  pulse = $state.raw<Pulse | null>(null);
  heardAt = $state.raw(Date.now());

  private source: EventSource | null = null;
  private cursor = '';
  private openedAt = 0;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly path: string,
    private readonly heard: Heard<Entry>,
  ) {}

  open(cursor: string) {
    this.close();
    this.cursor = cursor;
    this.watch = setInterval(() => this.look(), WATCH_MS);
    addEventListener('online', this.connect);
    this.connect();
  }

  close() {
    clearInterval(this.watch);
    removeEventListener('online', this.connect);
    this.source?.close();
    this.source = null;
  }

  private connect = () => {
    this.source?.close();
    this.openedAt = Date.now();
    // A new EventSource knows nothing of the last one's id, so the place is given in the address too.
    const source = new EventSource(`${this.path}?cursor=${encodeURIComponent(this.cursor)}`);
    source.addEventListener('entry', (event: MessageEvent<string>) => {
      this.hear(event);
      this.heard.entry(JSON.parse(event.data) as Entry);
    });
    source.addEventListener('beat', (event: MessageEvent<string>) => {
      this.hear(event);
      this.pulse = JSON.parse(event.data) as Pulse;
    });
    source.addEventListener('reset', () => this.heard.reset());
    source.addEventListener('bye', () => {
      this.close();
      this.heard.bye();
    });
    this.source = source;
  };

  private hear(event: MessageEvent) {
    if (event.lastEventId) this.cursor = event.lastEventId;
    this.heardAt = Date.now();
    this.connection = 'live';
  }

  /** A half-dead connection looks alive to the browser: only silence tells. */
  private look() {
    const now = Date.now();
    const silent = now - Math.max(this.heardAt, this.openedAt) > SILENT_MS;
    if (this.connection === 'live' && now - this.heardAt > SILENT_MS) this.connection = 'stale';
    const refused = this.source?.readyState === EventSource.CLOSED && now - this.openedAt > AGAIN_MS;
    if (silent || refused) this.connect();
  }
}
