import type { ScanKind } from "../lazy/scan.ts";
import { SCAN_SCRIPT, SCAN_WASM } from "./lazy-assets.ts";

/** Words of the window a scan opens, from the button that opens it. */
type Words = { close: string; photo: string; denied: string; none: string; count: string };

/**
 * Buttons that scan: `data-scan="isbn"` adds a line per book to the field it names, one book after the other (a whole
 * shelf), or to the deck around it; `data-scan="code"` follows a QR code of this site, or fills the field with what it says.
 */
export function enhanceScans(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-scan]")) {
    button.hidden = false;
    button.addEventListener("click", () => void open(button));
  }
}

async function open(button: HTMLButtonElement): Promise<void> {
  const kind: ScanKind = button.dataset.scan === "isbn" ? "isbn" : "code";
  const words = JSON.parse(button.dataset.words ?? "{}") as Words;
  const { dialog, video, status, last, picture, close } = buildWindow(words);
  const { watchCamera, readPicture } = (await import(SCAN_SCRIPT)) as typeof import("../lazy/scan.ts");
  let count = 0;
  const onRead = (text: string): void => {
    navigator.vibrate?.(40);
    if (kind === "code") {
      dialog.close();
      follow(button, text);
      return;
    }
    const show = (card: Node): void => last.replaceChildren(card);
    const told = new CustomEvent("scan-read", { detail: { text, show }, bubbles: true, cancelable: true });
    count += button.dispatchEvent(told) ? addLine(button, text) : 1;
    status.textContent = words.count.replace("@@count@@", String(count));
  };
  picture.addEventListener("change", () => {
    const [file] = picture.files ?? [];
    if (!file) return;
    void readPicture(file, kind, SCAN_WASM).then((text) => {
      if (text === null) status.textContent = words.none;
      else onRead(text);
    });
  });
  document.body.append(dialog);
  dialog.showModal();
  let stop = (): void => undefined;
  dialog.addEventListener("close", () => {
    stop();
    dialog.remove();
    button.focus();
  });
  close.addEventListener("click", () => dialog.close());
  try {
    stop = await watchCamera(video, kind, SCAN_WASM, onRead);
    if (!dialog.open) stop();
  } catch {
    video.hidden = true;
    status.textContent = words.denied;
  }
}

function buildWindow(words: Words) {
  const dialog = document.createElement("dialog");
  dialog.className = "scan-window";
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const last = document.createElement("ol");
  last.className = "deck";
  last.inert = true;
  const label = document.createElement("label");
  label.textContent = words.photo;
  const picture = document.createElement("input");
  picture.type = "file";
  picture.accept = "image/*";
  picture.capture = "environment";
  label.append(picture);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "primary";
  close.textContent = words.close;
  dialog.append(video, last, status, label, close);
  return { dialog, video, status, last, picture, close };
}

function fieldOf(button: HTMLButtonElement): HTMLInputElement | HTMLTextAreaElement | null {
  return button.form?.querySelector(`[name="${button.dataset.field ?? ""}"]`) ?? null;
}

function addLine(button: HTMLButtonElement, isbn: string): number {
  const field = fieldOf(button);
  if (!field || field.value.split(/\s+/).includes(isbn)) return 0;
  field.value = field.value.trim() === "" ? isbn : `${field.value.trimEnd()}\n${isbn}`;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return 1;
}

function follow(button: HTMLButtonElement, text: string): void {
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (url.origin === location.origin) location.assign(url);
    return;
  }
  const field = fieldOf(button);
  if (field) field.value = text;
}
