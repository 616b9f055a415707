/** Short tones for what must be heard: two for a new "now", one low one when the connection is lost. At most one in
 * five seconds. A browser plays nothing before the first gesture, so the screen says when it would be silent. */
const KEPT = 'korgan.sound';
const APART_MS = 5000;
type Tone = { hz: number; at: number; s: number };
const URGENT: Tone[] = [
  { hz: 880, at: 0, s: 0.14 },
  { hz: 1175, at: 0.2, s: 0.2 },
];
const LOST: Tone[] = [{ hz: 220, at: 0, s: 0.5 }];

class Sounds {
  isOn = $state(localStorage.getItem(KEPT) !== 'off');
  isBlocked = $state(true);
  private context: AudioContext | null = null;
  private playedAt = 0;

  /** At the first gesture, or by the button of the red bar. */
  unlock = async () => {
    if (typeof AudioContext === 'undefined') return;
    this.context ??= new AudioContext();
    // Without a gesture this promise stays open; the bar must not wait for it.
    this.context.onstatechange = () => this.look();
    await Promise.race([this.context.resume(), new Promise((go) => setTimeout(go, 300))]);
    this.look();
  };

  toggle() {
    this.isOn = !this.isOn;
    localStorage.setItem(KEPT, this.isOn ? 'on' : 'off');
    if (this.isOn) void this.unlock();
  }

  urgent() {
    this.play(URGENT);
  }

  lost() {
    this.play(LOST);
  }

  private look() {
    this.isBlocked = this.context?.state !== 'running';
  }

  private play(tones: Tone[]) {
    const now = Date.now();
    if (!this.isOn || !this.context || this.isBlocked || now - this.playedAt < APART_MS) return;
    this.playedAt = now;
    for (const tone of tones) this.sound(this.context, tone);
  }

  private sound(context: AudioContext, { hz, at, s }: Tone) {
    const start = context.currentTime + at;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.25, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + s);
    const voice = new OscillatorNode(context, { frequency: hz, type: 'sine' });
    voice.connect(gain).connect(context.destination);
    voice.start(start);
    voice.stop(start + s);
  }
}

export const sounds = new Sounds();
