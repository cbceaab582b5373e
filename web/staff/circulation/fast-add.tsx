import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { DialogBox } from "../../ui/dialog.tsx";
import { ask, explain, Refusal } from "../api.ts";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { KindField } from "../policies/kinds.tsx";
import { backToScan } from "../scan-field.tsx";
import { t } from "../text.ts";
import { EndedCard, isEndedCard } from "./ended-card.tsx";

/** Nobody has an item with the barcode that was scanned: the book in hand may be in no catalogue yet. */
export const isUncatalogued = (error: unknown): boolean =>
  error instanceof Refusal && error.code === "item-unknown";

/** No book has the barcode that was scanned: it is a reader's card, or a book that is in no catalogue yet. */
export function UnknownBook(props: { barcode: string; onAdded: () => void }): ReactNode {
  const { barcode } = props;
  const card = useQuery({ queryKey: ["card-among-books", barcode], queryFn: () => cardOf(barcode) });
  if (card.isPending) return null;
  if (!card.data) return <FastAdd barcode={barcode} onAdded={props.onAdded} />;
  return (
    <p className="refused" role="alert">
      {card.data.ended ? explain(card.data.ended) : t("scan.isCard", { name: card.data.name })}{" "}
      <EndedCard error={card.data.ended} />
    </p>
  );
}

/** Whose card a barcode is, also one that is good no more; null: nobody's, or it cannot be asked. */
async function cardOf(barcode: string): Promise<{ name: string; ended?: unknown } | null> {
  try {
    return await ask("GET /desk/patron", { query: { reason: "other", barcode } });
  } catch (error) {
    return isEndedCard(error) ? { name: "", ended: error } : null;
  }
}

/** Makes a copy of the book in hand from its title page, so that the desk can go on; a cataloguer writes it later. */
export function FastAdd(props: { barcode: string; onAdded: () => void }): ReactNode {
  const [open, setOpen] = useState(false);
  // Sent again because no answer came, it makes no second copy and is not refused for the first.
  const [key] = useState(() => crypto.randomUUID());
  const act = useAct("tasks");
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      barcode: props.barcode,
      title: textOf(data, "title"),
      author: textOf(data, "author"),
      isbn: textOf(data, "isbn"),
      callNumber: textOf(data, "callNumber"),
      itemClass: textOf(data, "itemClass") || "book",
    };
    void act
      .run(() => ask("POST /desk/fast-added-items", { body, key }), t("fastAdd.done"))
      .then((done) => {
        if (!done) return;
        setOpen(false);
        backToScan();
        props.onAdded();
      });
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t("fastAdd.open")}
      </button>
      {open && (
        <DialogBox title={t("fastAdd.title", { barcode: props.barcode })} onClose={() => setOpen(false)}>
          <p className="quiet">{t("fastAdd.hint")}</p>
          <form className="admin" onSubmit={add} aria-label={t("fastAdd.open")}>
            <Fields />
            <Said act={act} />
            <p className="actions">
              <Send act={act} label={t("fastAdd.open")} />
              <button type="button" onClick={() => setOpen(false)}>
                {t("app.close")}
              </button>
            </p>
          </form>
        </DialogBox>
      )}
    </>
  );
}

function Fields(): ReactNode {
  return (
    <>
      <label>
        {t("records.simple.title")}
        {/* biome-ignore lint/a11y/noAutofocus: what the desk types next */}
        <input name="title" required maxLength={500} autoFocus autoComplete="off" />
      </label>
      <label>
        {t("records.simple.author")}
        <input name="author" maxLength={500} autoComplete="off" />
      </label>
      <div className="row">
        <label>
          {t("records.simple.isbn")}
          <input name="isbn" maxLength={20} autoComplete="off" />
        </label>
        <label>
          {t("fastAdd.callNumber")}
          <input name="callNumber" maxLength={100} autoComplete="off" />
        </label>
      </div>
      <KindField
        of="item-class"
        member={null}
        name="itemClass"
        label={t("fastAdd.class")}
        defaultValue="book"
        required
      />
    </>
  );
}
