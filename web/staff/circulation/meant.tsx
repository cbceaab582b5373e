import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { useBranches } from "../branches.ts";
import { pick, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";
import { summarise } from "./check-in.tsx";
import { type FoundItem, findItems } from "./check-out-lines.ts";

/**
 * What was put into the field for cards is no card: it may be a book or an ISBN, which can be taken back here, or the name
 * of a reader to choose.
 */
export function Meant(props: { text: string; error: unknown; onCard: (barcode: string) => void }): ReactNode {
  const { text } = props;
  const isUnknown = props.error instanceof Refusal && props.error.code === "patron-unknown";
  const found = useQuery({
    queryKey: ["meant", text],
    enabled: isUnknown,
    retry: false,
    queryFn: async () => ({ items: await itemsOf(text), readers: await readersOf(text) }),
  });
  if (!isUnknown || !found.data) return null;
  const { items, readers } = found.data;
  return (
    <>
      {items.map((item) => (
        <FoundBook key={item.id} item={item} />
      ))}
      {readers.length > 0 && <p>{t("checkOut.readersCalled", { text })}</p>}
      <ul className="choices">
        {readers.map((reader) => (
          <li key={reader.personId}>
            <button type="button" onClick={() => props.onCard(reader.card!.barcode)}>
              <b>{reader.name}</b> <span className="quiet">{reader.card!.barcode}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Items with this barcode, or here of the title with this ISBN. */
async function itemsOf(text: string): Promise<FoundItem[]> {
  try {
    return (await ask("GET /desk/items", { query: { barcode: text } })).items;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404)
      return await findItems(text, new Refusal("item-unknown", {}, 404));
    throw error;
  }
}

/** Readers of this name who have a card; what has a digit is no name. */
async function readersOf(text: string) {
  if (/\d/.test(text)) return [];
  const { items } = await ask("GET /patrons", { query: { q: text, reason: "check-out" } });
  return items.filter((one) => one.card !== null && !one.card.blocked);
}

function FoundBook({ item }: { item: FoundItem }): ReactNode {
  const { nameOf } = useBranches();
  const [told, setTold] = useState("");
  const take = (barcode: string): void =>
    void ask("POST /desk/scan", { body: { barcode, itemId: item.id } }).then(
      (outcome) => setTold(summarise(outcome, nameOf)),
      (error: unknown) => setTold(explain(error)),
    );
  return (
    <p>
      {t("checkOut.isBook")} <TitleLine title={item.title} /> {item.callNumber} · {pick(item.ownerName)}{" "}
      {item.barcode !== null && (
        <button type="button" onClick={() => take(item.barcode!)}>
          {t("checkOut.takeBack")}
        </button>
      )}{" "}
      <span role="status">{told}</span>
    </p>
  );
}
