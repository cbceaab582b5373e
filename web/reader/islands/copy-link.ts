const SHOWN_MS = 1600;

/** Shows the button that copies the address of a record, where the browser can copy. */
export function enhanceCopyLinks(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-island="copy-link"]')) {
    const label = button.querySelector("span");
    const words = label?.textContent ?? "";
    if (!label) continue;
    label.setAttribute("role", "status");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const canonical = document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href;
      await navigator.clipboard.writeText(canonical ?? location.href);
      label.textContent = button.dataset.done ?? words;
      setTimeout(() => {
        label.textContent = words;
      }, SHOWN_MS);
    });
  }
}
