/** A report, or a message of a conversation, that is being written. It survives a reload, letter by letter. */
import { newKey } from '$shared/api/key';
import { language } from '$shared/words/language.svelte';
import { keeping, type Change } from './keeping';
import type { Outgoing, Photo, Place, Said } from './outgoing';
import { kindOf } from './photos';

type Kept = {
  key: string;
  text: string;
  place: Place | null;
  gives: boolean;
  photos: Photo[];
  tried: Said | null;
  /** What was being written when something sent was taken back to be edited first. */
  aside: Kept | null;
};

const empty = (): Kept => ({
  key: newKey(),
  text: '',
  place: null,
  gives: true,
  photos: [],
  tried: null,
  aside: null,
});

export class Draft {
  text = $state('');
  place = $state.raw<Place | null>(null);
  photos = $state.raw<Photo[]>([]);
  /** The citizen agrees that the place goes with it. */
  gives = $state(true);
  ready: Promise<void>;

  private readonly kept: string;
  private key = newKey();
  private tried: Said | null = null;
  private aside: Kept | null = null;

  /** Of a conversation when an appeal is given, else the report. */
  constructor(private readonly appeal: string | null = null) {
    this.kept = appeal ? `draft:${appeal}` : 'draft';
    this.ready = keeping.get<Kept>('kept', this.kept).then((kept) => {
      // Who writes at once has not waited for us.
      if (kept && this.isEmpty) this.set(kept);
    });
  }

  isEmpty = $derived(!this.text.trim() && !this.photos.length && !this.place);

  keep() {
    void keeping.write(this.change());
  }

  locate(place: Place | null) {
    this.place = place;
    this.keep();
  }

  give(consent: boolean) {
    this.gives = consent;
    this.keep();
  }

  async attach(files: File[]) {
    const added = files.map((file): Photo => ({
      key: newKey(),
      name: file.name,
      kind: kindOf(file),
      state: 'waiting',
    }));
    this.photos = [...this.photos, ...added];
    await keeping.write(...added.map((photo, at): Change => ['files', photo.key, files[at]]), [
      'kept',
      this.kept,
      this.now(),
    ]);
  }

  async detach(key: string) {
    this.photos = this.photos.filter((photo) => photo.key !== key);
    await keeping.write(['files', key, undefined], ['kept', this.kept, this.now()]);
  }

  outgoing(): Outgoing {
    const { key, text, photos, tried } = this.now();
    const place = this.gives ? this.place : null;
    // eslint-disable-next-line svelte/prefer-svelte-reactivity -- a moment, not a clock
    const at = new Date().toISOString();
    const kind = this.appeal ? 'say' : 'report';
    const of = { kind, appeal: this.appeal, state: 'waiting', words: null } as const;
    return { ...of, key, text: text.trim(), place, photos, tried, language: language.current, at };
  }

  /** Writes on what was taken back from the outbox; the change is to be kept at the moment it leaves there. */
  resume(item: Outgoing): Change {
    const aside = this.isEmpty ? this.aside : this.now();
    const photos = item.photos.filter((photo) => photo.state === 'waiting');
    this.set({
      ...empty(),
      key: item.key,
      text: item.text,
      place: item.place,
      tried: item.tried,
      photos,
      aside,
    });
    return this.change();
  }

  /** Empty again, or what was put aside; the change is to be kept at the moment the outbox takes over. */
  clear(): Change {
    this.set(this.aside ?? empty());
    return this.change();
  }

  private change(): Change {
    return ['kept', this.kept, this.isEmpty ? undefined : this.now()];
  }

  private now(): Kept {
    const { key, text, place, gives, photos, tried, aside } = this;
    return { key, text, place, gives, photos, tried, aside };
  }

  private set({ key, text, place, gives, photos, tried, aside }: Kept) {
    Object.assign(this, { key, text, place, gives, photos, tried, aside });
  }
}

/** The report. */
export const draft = new Draft();
