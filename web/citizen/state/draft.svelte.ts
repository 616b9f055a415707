/** A report, or a message of a conversation, that is being written. It survives a reload, letter by letter. */
import { newKey } from '$shared/api/key';
import { language } from '$shared/words/language.svelte';
import { keeping, type Change } from './keeping';
import type { Outgoing, Photo, Place, Said } from './outgoing';

type Kept = { key: string; text: string; place: Place | null; photos: Photo[]; tried: Said | null };

export class Draft {
  key = newKey();
  text = $state('');
  place = $state.raw<Place | null>(null);
  photos = $state.raw<Photo[]>([]);
  tried: Said | null = null;
  ready: Promise<void>;

  private readonly kept: string;

  /** Of a conversation when an appeal is given, else the report. */
  constructor(private readonly appeal: string | null = null) {
    this.kept = appeal ? `draft:${appeal}` : 'draft';
    this.ready = keeping.get<Kept>('kept', this.kept).then((kept) => kept && this.set(kept));
  }

  isEmpty = $derived(!this.text.trim() && !this.photos.length && !this.place);

  keep() {
    void keeping.write(['kept', this.kept, this.now()]);
  }

  locate(place: Place | null) {
    this.place = place;
    this.keep();
  }

  async attach(files: File[]) {
    const added = files.map((file): Photo => ({ key: newKey(), name: file.name, state: 'waiting' }));
    this.photos = [...this.photos, ...added];
    await keeping.write(
      ...added.map((photo, at): Change => ['files', photo.key, files[at]]),
      ['kept', this.kept, this.now()],
    );
  }

  async detach(key: string) {
    this.photos = this.photos.filter((photo) => photo.key !== key);
    await keeping.write(['files', key, undefined], ['kept', this.kept, this.now()]);
  }

  outgoing(): Outgoing {
    const { key, text, place, photos, tried } = this.now();
    const at = new Date().toISOString();
    const kind = this.appeal ? 'say' : 'report';
    const of = { kind, appeal: this.appeal, state: 'waiting', words: null } as const;
    return { ...of, key, text: text.trim(), place, photos, tried, language: language.current, at };
  }

  /** Writes on what was taken back from the outbox; `change` must be kept at the same moment as it leaves there. */
  resume(item: Outgoing): Change {
    this.set({ ...item, photos: item.photos.filter((photo) => photo.state === 'waiting') });
    return ['kept', this.kept, this.now()];
  }

  /** Empty again; the change to be kept at the same moment as the outbox takes over what was written. */
  clear(): Change {
    this.set({ key: newKey(), text: '', place: null, photos: [], tried: null });
    return ['kept', this.kept, undefined];
  }

  private now(): Kept {
    return { key: this.key, text: this.text, place: this.place, photos: this.photos, tried: this.tried };
  }

  private set(kept: Kept) {
    ({ key: this.key, text: this.text, place: this.place, photos: this.photos, tried: this.tried } = kept);
  }
}

/** The report. */
export const draft = new Draft();
