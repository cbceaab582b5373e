import { keepPost, replayPosts } from "./outbox.ts";

/** The parts of a service worker's scope that are used here; the page's own types do not know it. */
type Lasting = { waitUntil(work: Promise<unknown>): void };
type Fetching = Lasting & { request: Request; respondWith(reply: Promise<Response>): void };
type Scope = {
  addEventListener(type: "install" | "activate", listen: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listen: (event: Fetching) => void): void;
  addEventListener(type: "message", listen: (event: Lasting & { data: unknown }) => void): void;
  skipWaiting(): Promise<void>;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window" }): Promise<{ postMessage(message: string): void }[]>;
  };
};
const scope = self as unknown as Scope;

/** Filled in when the site is put together: what every page needs, and a name that changes with it. */
const SHELL: string[] = JSON.parse("@shell-files");
const VERSION = "@shell-version";
const SHELL_CACHE = `shell-${VERSION}`;
/** Pages of the reader; gone when they sign out. */
const OWN_CACHE = "own-pages";
const OWN_PAGES = /^\/[a-z-]+\/(?:sharing\/(?:loans|books|publish)|account)(?:[/?]|$)/;
/** Every form of sharing, nests and journeys; all carry their key. */
const OWN_FORMS = /^\/[a-z-]+\/(?:sharing|drift|nests)(?:\/|$)/;
const OFFLINE = /^\/([a-z-]+)\//;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL)));
  void scope.skipWaiting();
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      for (const name of names)
        if (name.startsWith("shell-") && name !== SHELL_CACHE) await caches.delete(name);
      await scope.clients.claim();
    }),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname.endsWith("/sign-out")) {
    event.respondWith(caches.delete(OWN_CACHE).then(() => fetch(request)));
    return;
  }
  if (request.method === "POST" && request.mode === "navigate" && OWN_FORMS.test(url.pathname)) {
    event.respondWith(sendOrKeep(request));
    return;
  }
  if (request.method !== "GET") return;
  if (SHELL.includes(url.pathname))
    event.respondWith(caches.match(url.pathname).then((hit) => hit ?? fetch(request)));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});

scope.addEventListener("message", (event) => {
  if (event.data === "replay") event.waitUntil(replay());
});

async function replay(): Promise<void> {
  const sent = await replayPosts();
  if (sent === 0) return;
  for (const client of await scope.clients.matchAll({ type: "window" })) client.postMessage("replayed");
}

/** The network first; without it the page as it was, or a word that there is none. */
async function page(request: Request, url: URL): Promise<Response> {
  const isOwn = OWN_PAGES.test(url.pathname + url.search);
  try {
    const reply = await fetch(request);
    if (isOwn && reply.ok && !reply.redirected)
      await (await caches.open(OWN_CACHE)).put(request.url, reply.clone());
    return reply;
  } catch (error) {
    const kept = isOwn ? await keptPage(request.url) : undefined;
    const language = OFFLINE.exec(url.pathname)?.[1] ?? "zh-hans";
    const shown =
      kept ?? (await caches.match(`/${language}/offline`)) ?? (await caches.match("/zh-hans/offline"));
    if (!shown) throw error;
    return shown;
  }
}

/** A page as it was: with the same address, else the same page asked for otherwise, as by a code that was scanned. */
async function keptPage(url: string): Promise<Response | undefined> {
  const own = { cacheName: OWN_CACHE };
  return (await caches.match(url, own)) ?? (await caches.match(url, { ...own, ignoreSearch: true }));
}

/** Sends a form; without a network it is kept, with its key, and sent when there is one. */
async function sendOrKeep(request: Request): Promise<Response> {
  const copy = request.clone();
  try {
    return await fetch(request);
  } catch {
    await keepPost(copy);
    const language = OFFLINE.exec(new URL(request.url).pathname)?.[1] ?? "zh-hans";
    return Response.redirect(`/${language}/offline?kept=1`, 303);
  }
}
