/** What must survive closing the app, in IndexedDB; where the browser keeps nothing, at least as long as the page lives. */
export type Shelf = 'outbox' | 'files' | 'kept';
/** A value to put under a key, or undefined to take it away. */
export type Change = readonly [shelf: Shelf, key: string, value: unknown];

const SHELVES: readonly Shelf[] = ['outbox', 'files', 'kept'];

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not kept'));
  });
}

export class Keeping {
  /** False when the browser refused to keep something: then closing the page would lose it. */
  lasting = true;
  private readonly opened: Promise<IDBDatabase | null>;
  private readonly memory: Record<Shelf, Map<string, unknown>> = {
    outbox: new Map(),
    files: new Map(),
    kept: new Map(),
  };

  constructor(name = 'korgan') {
    this.opened = this.open(name).catch(() => null);
  }

  async get<T>(shelf: Shelf, key: string): Promise<T | undefined> {
    if (this.memory[shelf].has(key)) return this.memory[shelf].get(key) as T;
    const base = await this.opened;
    return base ? done(base.transaction(shelf).objectStore(shelf).get(key) as IDBRequest<T>) : undefined;
  }

  async all<T>(shelf: Shelf): Promise<T[]> {
    const base = await this.opened;
    const kept = base
      ? await done(base.transaction(shelf).objectStore(shelf).getAll() as IDBRequest<T[]>)
      : [];
    return [...kept, ...(this.memory[shelf].values() as Iterable<T>)];
  }

  /** All of it or, after a crash, nothing of it. */
  async write(...changes: Change[]): Promise<void> {
    const base = await this.opened;
    try {
      if (!base) throw new Error('no database');
      await this.commit(base, changes);
      for (const [shelf, key] of changes) this.memory[shelf].delete(key);
    } catch {
      // A full disk or a private window: no reason to lose what is said now.
      this.remember(changes);
    }
  }

  private commit(base: IDBDatabase, changes: Change[]): Promise<void> {
    const touched = [...new Set(changes.map(([shelf]) => shelf))];
    const writing = base.transaction(touched, 'readwrite', { durability: 'strict' });
    for (const [shelf, key, value] of changes) {
      const store = writing.objectStore(shelf);
      if (value === undefined) store.delete(key);
      else store.put(value, key);
    }
    return new Promise((resolve, reject) => {
      writing.oncomplete = () => resolve();
      writing.onabort = () => reject(writing.error ?? new Error('not kept'));
    });
  }

  private remember(changes: Change[]) {
    for (const [shelf, key, value] of changes) {
      if (value === undefined) this.memory[shelf].delete(key);
      else this.memory[shelf].set(key, value);
      if (value !== undefined && shelf !== 'kept') this.lasting = false;
    }
  }

  private async open(name: string): Promise<IDBDatabase> {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => SHELVES.forEach((shelf) => request.result.createObjectStore(shelf));
    return done(request);
  }
}

export const keeping = new Keeping();
