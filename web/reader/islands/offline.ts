/**
 * On phones, and where the site is installed, own loans and codes stay readable without a network, and what is sent
 * meanwhile is sent later. Not on campus PCs: they belong to many, and nothing of a reader is to stay on them.
 */
export function enhanceOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  // What is entered now may be sent only when there is a network: it says when it was.
  document.addEventListener("submit", ({ target }) => {
    const field = (target as HTMLFormElement).querySelector<HTMLInputElement>("input[data-entered-at]");
    // Pressed twice it stays the same form, so that its key does it once.
    if (field?.value === "") field.value = new Date().toISOString();
  });
  const isOwn = matchMedia("(pointer: coarse)").matches || matchMedia("(display-mode: standalone)").matches;
  if (!isOwn) return;
  void navigator.serviceWorker.register("/sw.js").then(() => {
    const replay = (): void => navigator.serviceWorker.controller?.postMessage("replay");
    addEventListener("online", replay);
    if (navigator.onLine) replay();
  });
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data === "replayed") location.reload();
  });
}
