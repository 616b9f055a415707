/** Notes that call this operator and that he has not read. */
import { api, type Schema } from '$shared/api/client';
import { asked, told } from './acts';
import { desk } from './desk.svelte';

class Mentions {
  unread = $state.raw<Schema['MentionShown'][]>([]);
  private isListening = false;

  begin() {
    void this.load();
    if (this.isListening) return;
    this.isListening = true;
    desk.listen({
      fetched: () => void this.load(),
      entries: (entries) => {
        if (entries.some((one) => one.kind === 'NoteWritten' && this.isMe(one.facts['mentioned'])))
          void this.load();
      },
    });
  }

  async load() {
    const asking = await api.GET('/api/console/mentions').catch(() => null);
    if (asking?.data) this.unread = asking.data;
  }

  async read(note_id: string) {
    this.unread = this.unread.filter(({ note }) => note !== note_id);
    await told(() =>
      api.POST('/api/console/notes/{note_id}/read', { params: { path: { note_id } }, body: asked() }),
    );
  }

  private isMe(mentioned: unknown): boolean {
    return Array.isArray(mentioned) && mentioned.includes(desk.me?.id);
  }
}

export const mentions = new Mentions();
