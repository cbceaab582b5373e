import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { summarise } from "../circulation/check-in.tsx";
import { ScanItem } from "../circulation/choice.tsx";
import { sound } from "../scan-field.tsx";
import { t } from "../text.ts";

type Line = { key: number; isGood: boolean; text: string };

const MOST_LINES = 100;

/** What arrives at this store: a shelf is named, then book after book is scanned onto it. */
export function Arrivals(): ReactNode {
  const client = useQueryClient();
  const { nameOf } = useBranches();
  const [shelf, setShelf] = useState("");
  const [lines, setLines] = useState<Line[]>([]);
  const add = (isGood: boolean, text: string): void => {
    sound(isGood ? "good" : "bad");
    setLines((before) => [{ key: performance.now(), isGood, text }, ...before].slice(0, MOST_LINES));
  };
  const arrive = async (item: { barcode: string; itemId?: number }): Promise<void> => {
    const { outcome, shelved, givenOver } = await ask("POST /store/arrivals", { body: { ...item, shelf } });
    const title = "item" in outcome ? outcome.item.title.main : item.barcode;
    const done = givenOver ? "storage.shelvedAndGiven" : "storage.shelvedAt";
    add(shelved, shelved ? t(done, { title, shelf: shelf || "–" }) : summarise(outcome, nameOf));
    for (const key of ["stores", "deposits", "deposit-lines"])
      void client.invalidateQueries({ queryKey: [key] });
  };
  return (
    <section aria-label={t("storage.arrivals")}>
      <h2>{t("storage.arrivals")}</h2>
      <p className="tools">
        <label>
          {t("storage.shelf")}{" "}
          <input value={shelf} maxLength={100} onChange={(event) => setShelf(event.target.value)} />
        </label>
      </p>
      <ScanItem
        label={t("storage.scanArrival")}
        hint={t("storage.arrivalsHint")}
        send={arrive}
        onRefused={(error, barcode) => add(false, `${barcode}: ${explain(error)}`)}
      />
      <ol className="lines">
        {lines.map((line) => (
          <li key={line.key} className={line.isGood ? "good" : "wait"}>
            {line.text}
          </li>
        ))}
      </ol>
    </section>
  );
}
