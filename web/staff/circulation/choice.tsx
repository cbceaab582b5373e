import { type ReactNode, useState } from "react";
import { Refusal } from "../api.ts";
import { backToScan, ScanField } from "../scan-field.tsx";
import { currentLanguage } from "../text.ts";

/** What a refusal leaves to choose from: the ids, whose they are in the language in use, and of copies which book. */
export function choicesIn(params: Refusal["params"]): { id: number; library: string; book: string }[] {
  const names = String(params[`libraries.${currentLanguage()}`] ?? params.libraries ?? "").split("\n");
  const books = String(params.books ?? "").split("\n");
  return String(params.choices ?? "")
    .split(",")
    .filter((id) => id !== "")
    .map((id, i) => ({ id: Number(id), library: names[i] || id, book: books[i] ?? "" }));
}

/** Which of several libraries' cards or items was meant; nothing for other refusals. */
export function Choice(props: { error: unknown; onChoose: (id: number) => void }): ReactNode {
  const choices = props.error instanceof Refusal ? choicesIn(props.error.params) : [];
  if (choices.length === 0) return null;
  return (
    <ul className="choices">
      {choices.map(({ id, library, book }) => (
        <li key={id}>
          <button type="button" onClick={() => props.onChoose(id)}>
            {book && `${book} · `}
            {library}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A barcode as it was scanned; `itemId`: which of several copies that bear it is meant. */
type ScannedItem = { barcode: string; itemId?: number };

/** A field for copies: where a barcode means several, it asks which, and `send` is told so once more. `onRefused`: why not. */
export function ScanItem(props: {
  label: string;
  hint?: string;
  send: (item: ScannedItem) => Promise<void>;
  onRefused: (error: unknown, barcode: string) => void;
}): ReactNode {
  const [asked, setAsked] = useState<{ barcode: string; error: unknown } | null>(null);
  const { send, onRefused, ...field } = props;
  const scan = (item: ScannedItem): void => {
    setAsked(null);
    void send(item).catch((error: unknown) => {
      setAsked({ barcode: item.barcode, error });
      onRefused(error, item.barcode);
    });
  };
  return (
    <>
      <ScanField {...field} onScan={(barcode) => scan({ barcode })} />
      <Choice
        error={asked?.error}
        onChoose={(itemId) => {
          backToScan();
          scan({ barcode: asked!.barcode, itemId });
        }}
      />
    </>
  );
}
