const SHOWN_MS = 1600;

/**
 * Shows the buttons that copy, where the browser can copy: the address of a record, or what `data-copy` points at, with
 * its italics for programs that take them.
 */
export function enhanceCopyLinks(root: ParentNode = document): void {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-island="copy-link"]')) {
    const label = button.querySelector("span");
    const words = label?.textContent ?? "";
    if (!label) continue;
    label.setAttribute("role", "status");
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (await shareFor(button)) return;
      await copyFor(button);
      label.textContent = button.dataset.done ?? words;
      setTimeout(() => {
        label.textContent = words;
      }, SHOWN_MS);
    });
  }
}

/** On a phone the system's own way to pass an address on; false where there is none, or the reader let it be. */
async function shareFor(button: HTMLButtonElement): Promise<boolean> {
  if (!navigator.share || !matchMedia("(pointer: coarse)").matches) return false;
  const source = button.dataset.copy ? document.querySelector(button.dataset.copy)?.textContent : null;
  const url = source && URL.canParse(source) ? source : location.href;
  if (source && !URL.canParse(source)) return false;
  try {
    await navigator.share({ title: document.title, url });
    return true;
  } catch {
    return false;
  }
}

async function copyFor(button: HTMLButtonElement): Promise<void> {
  const source = button.dataset.copy ? document.querySelector<HTMLElement>(button.dataset.copy) : null;
  const text =
    source?.textContent ??
    document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href ??
    location.href;
  if (source && typeof ClipboardItem === "function") {
    const blob = (type: string, value: string): Blob => new Blob([value], { type });
    const item = { "text/plain": blob("text/plain", text), "text/html": blob("text/html", source.innerHTML) };
    await navigator.clipboard.write([new ClipboardItem(item)]);
    return;
  }
  await navigator.clipboard.writeText(text);
}
