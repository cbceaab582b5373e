import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { call } from "../api.ts";
import { ListState } from "../list-state.tsx";
import { date, t } from "../text.ts";
import { type Title, TitleLine } from "../title-line.tsx";

type ShelfLine = {
  holdId: string;
  barcode: string | null;
  title: Title;
  patronName: string;
  patronCard: string | null;
  shelfUntil: string;
  isOver: boolean;
};

/** What waits here for its readers. */
export function HoldShelf(): ReactNode {
  const query = useQuery({
    queryKey: ["hold-shelf"],
    queryFn: async () => (await call<{ items: ShelfLine[] }>("GET", "/desk/hold-shelf")).items,
    refetchInterval: 60_000,
  });
  return (
    <section>
      <p>{t("shelf.title")}</p>
      <ListState
        query={query}
        empty={t("shelf.empty")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>{t("shelf.reader")}</th>
                  <th>{t("col.title")}</th>
                  <th>{t("col.barcode")}</th>
                  <th>{t("shelf.until")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((line) => (
                  <tr key={line.holdId}>
                    <td>
                      {line.patronName} <span className="quiet">{line.patronCard}</span>
                    </td>
                    <td>
                      <TitleLine title={line.title} />
                    </td>
                    <td>
                      <code>{line.barcode}</code>
                    </td>
                    <td>
                      {date(line.shelfUntil)}{" "}
                      {line.isOver && <strong className="refused">{t("shelf.over")}</strong>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      />
    </section>
  );
}
