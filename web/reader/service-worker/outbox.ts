/** A form that waits for a network, as it was sent. */
type Kept = { id?: number; url: string; type: string; body: ArrayBuffer | string; at: number };

const STORE = "posts";
/** Older ones are not sent any more: their keys are forgotten by the server after a week. */
const LONGEST_MS = 6 * 24 * 3_600_000;

/** Too slow, too early, too often. */
const LATER = new Set([408, 425, 429]);

function openStore(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open("commonshelf-outbox", 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

function run<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return openStore().then(
    (database) =>
      new Promise((done, fail) => {
        const request = work(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      }),
  );
}

/** Keeps a form until there is a network. */
export async function keepPost(request: Request): Promise<void> {
  const kept: Kept = {
    url: request.url,
    type: request.headers.get("content-type") ?? "application/x-www-form-urlencoded",
    // Bytes, not text: a form may hold a picture.
    body: await request.arrayBuffer(),
    at: Date.now(),
  };
  await run("readwrite", (store) => store.add(kept));
}

let running: Promise<number> | undefined;

/** Sends what was kept, in order; stops where there is still no network. Returns how many were taken. */
export function replayPosts(): Promise<number> {
  running ??= send().finally(() => {
    running = undefined;
  });
  return running;
}

async function send(): Promise<number> {
  let sent = 0;
  for (const { id, url, type, body, at } of (await run("readonly", (store) => store.getAll())) as Kept[]) {
    if (Date.now() - at < LONGEST_MS) {
      try {
        // A refusal is an answer too: the page tells it, and the form is not sent for ever. That nobody answers yet is none.
        const headers = { "content-type": type };
        const { status } = await fetch(url, { method: "POST", headers, body, redirect: "manual" });
        if (status >= 500 || LATER.has(status)) return sent;
      } catch {
        return sent;
      }
      sent++;
    }
    await run("readwrite", (store) => store.delete(id!));
  }
  return sent;
}
