import { type ReactNode, useState } from "react";
import { ask, explain, Refusal } from "../../api.ts";
import { t } from "../../text.ts";
import type { SimpleBook } from "./simple-record.ts";

/** What photos said of a book so far. */
type Read = Partial<SimpleBook>;
export type Photos = {
  urls: string[];
  read: Read;
  said: string;
  busy: boolean;
  add: (files: readonly File[]) => void;
};

/** The barcode in a photo; what reads it comes when it is first wanted. Null: none, or the browser cannot read the picture. */
async function barcodeIn(file: File): Promise<string | null> {
  try {
    const { isbnInPicture } = await import("./barcode.ts");
    return await isbnInPicture(file);
  } catch {
    return null;
  }
}

/** The words in a photo, where the server can read them; a sentence for the page where it cannot. */
async function wordsIn(file: File): Promise<{ book: Read; isSure: boolean } | { said: string }> {
  const body = new FormData();
  body.append("file", file);
  try {
    const { book, from } = await ask("POST /title-page-readings", { body });
    return { book, isSure: from === "cip" };
  } catch (error) {
    const isMissing = error instanceof Refusal && error.code === "media-program-missing";
    return { said: isMissing ? t("records.photo.noReading") : explain(error) };
  }
}

const SHOWN_EDGE = 1600;

/** The picture at a size that can be read beside a form; null: this browser cannot open it. */
async function shown(file: File): Promise<string | null> {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SHOWN_EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return canvas.toDataURL("image/jpeg", 0.85);
  } catch {
    return null;
  }
}

/** What was read, a later photo beside an earlier one: what is surer leads, else what came first. */
function joined(before: Read, more: Read, isSurer: boolean): Read {
  const said = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== "")) as Read;
  return isSurer ? { ...before, ...said } : { ...said, ...before };
}

const isbnOf = ({ isbn }: Read): Read => (isbn ? { isbn } : {});

/** Photos of a book that is being catalogued, beside what is written; nobody keeps them. */
export function usePhotos(): Photos {
  const [urls, setUrls] = useState<string[]>([]);
  const [read, setRead] = useState<Read>({});
  const [said, setSaid] = useState("");
  const [waiting, setWaiting] = useState(0);
  const look = async (file: File): Promise<void> => {
    setWaiting((n) => n + 1);
    const words = wordsIn(file);
    const isbn = await barcodeIn(file);
    if (isbn !== null) setRead((before) => joined(before, { isbn }, true));
    const found = await words;
    // A barcode is surer than the same number in print.
    if ("book" in found)
      setRead((before) => ({ ...joined(before, found.book, found.isSure), ...isbnOf(before) }));
    else setSaid(found.said);
    setWaiting((n) => n - 1);
  };
  const add = (files: readonly File[]): void => {
    setSaid("");
    for (const file of files) {
      void look(file);
      void shown(file).then((url) => url !== null && setUrls((before) => [...before, url]));
    }
  };
  return { urls, read, said, busy: waiting > 0, add };
}

/** Where photos are taken or chosen, and what came of them. */
export function TakePhotos({ photos }: { photos: Photos }): ReactNode {
  return (
    <div className="take-photos">
      <label>
        {t("records.photo.take")}
        <input
          type="file"
          accept="image/*"
          multiple
          onChange={(event) => {
            photos.add([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </label>
      <p className="quiet">{t("records.photo.hint")}</p>
      <p role="status">
        {photos.busy ? t("records.photo.reading") : photos.said}
        {!photos.busy && photos.said === "" && photos.urls.length > 0 && t("records.photo.read")}
      </p>
    </div>
  );
}

/** The photos themselves; a press makes one wide enough for its small print, and small again. */
export function ShownPhotos({ urls }: { urls: readonly string[] }): ReactNode {
  const [wide, setWide] = useState<string | null>(null);
  if (urls.length === 0) return null;
  return (
    <aside className="photos" aria-label={t("records.photo.photos")}>
      {urls.map((url, at) => (
        <button
          key={url}
          type="button"
          aria-pressed={wide === url}
          onClick={() => setWide(wide === url ? null : url)}
        >
          <img src={url} alt={t("records.photo.nth", { n: at + 1 })} />
        </button>
      ))}
    </aside>
  );
}
