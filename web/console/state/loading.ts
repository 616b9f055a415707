/** A part of the app that is loaded later is asked for until it comes: the line may be cut just then. */
const AGAIN_MS = 2000;

export async function persistently<Part>(load: () => Promise<Part>): Promise<Part> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((go) => setTimeout(go, AGAIN_MS));
    }
  }
}
