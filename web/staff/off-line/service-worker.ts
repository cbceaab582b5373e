/** The parts of a service worker's scope that are used here; the page's own types do not know it. */
type Lasting = { waitUntil(work: Promise<unknown>): void };
type Fetching = Lasting & { request: Request; respondWith(reply: Promise<Response>): void };
type Scope = {
  addEventListener(type: "install" | "activate", listen: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listen: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};
const scope = self as unknown as Scope;

/** Filled in when the workbench is put together: its page and files, and a name that changes with them. */
const SHELL: string[] = JSON.parse("@shell-files");
const CACHE = "staff-@shell-version";
const PAGE = "/staff";
/** A network that takes longer to give the page is none. */
const PAGE_MS = 4000;

scope.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL)));
  void scope.skipWaiting();
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      for (const name of names) if (name.startsWith("staff-") && name !== CACHE) await caches.delete(name);
      await scope.clients.claim();
    }),
  );
});

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname !== PAGE && SHELL.includes(url.pathname))
    event.respondWith(caches.match(url.pathname).then((hit) => hit ?? fetch(request)));
  else if (request.mode === "navigate") event.respondWith(openPage(request));
});

/** The page of the server; without one, that of the device: the workbench is one page with many addresses. */
async function openPage(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PAGE_MS) });
  } catch (error) {
    const kept = await caches.match(PAGE);
    if (!kept) throw error;
    return kept;
  }
}
