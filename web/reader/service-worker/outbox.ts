import type { z } from "zod";
import type { sessionSchema } from "../../../server/src/people/schema.ts";

/** A form that waits for a network, as it was sent; `owner`: whose act it is, empty: nobody's who is signed in. */
type Kept = {
  id?: number;
  url: string;
  type: string;
  body: ArrayBuffer | string;
  at: number;
  owner?: string;
};

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
  const owner = (await request.clone().formData()).get("_for");
  const kept: Kept = {
    ...(typeof owner === "string" && { owner }),
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

type Session = Pick<z.output<typeof sessionSchema>, "person" | "csrfToken">;

/** Who is signed in now; null: nobody; undefined: there is still no network, or the server is away. */
async function whoIsHere(): Promise<Session | null | undefined> {
  const reply = await fetch("/api/v1/session").catch(() => undefined);
  if (reply?.ok) return (await reply.json()) as Session;
  return reply?.status === 401 ? null : undefined;
}

/**
 * A form goes out as whoever wrote it and nobody else: with the token they have now, for the one it was written with may be
 * over. What somebody who is not signed in wrote goes out so too.
 */
function sendAs(here: Session | null, { url, type, body, owner }: Kept): Promise<Response> {
  const isOwn = here !== null && owner !== "";
  const headers = { "content-type": type, ...(isOwn && { "x-csrf-token": here.csrfToken }) };
  const credentials = here !== null && owner === "" ? "omit" : "same-origin";
  return fetch(url, { method: "POST", headers, body, credentials, redirect: "manual" });
}

async function send(): Promise<number> {
  let sent = 0;
  const waiting = (await run("readonly", (store) => store.getAll())) as Kept[];
  const here = waiting.length === 0 ? undefined : await whoIsHere();
  if (here === undefined) return sent;
  for (const kept of waiting) {
    if (Date.now() - kept.at < LONGEST_MS) {
      // Until its writer is here again.
      if (kept.owner && kept.owner !== here?.person.id) continue;
      const reply = await sendAs(here, kept).catch(() => undefined);
      if (!reply || LATER.has(reply.status) || reply.status > 500) return sent;
      // What the server cannot take now holds nothing else back.
      if (reply.status === 500) continue;
      // A refusal is an answer too: the page tells it, and the form is not sent for ever.
      sent++;
    }
    await run("readwrite", (store) => store.delete(kept.id!));
  }
  return sent;
}
