import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { saveTable } from "../save-table.ts";
import { currentLanguage, date, t } from "../text.ts";

type Move = RowOf<"GET /desk/moves">;

/** What stands here and belongs somewhere else by now, in the order of the shelves. */
export function Moves(): ReactNode {
  const { nameOf } = useBranches();
  const locationName = useLocationName();
  const query = useQuery({
    queryKey: ["moves"],
    queryFn: async () => (await ask("GET /desk/moves")).items,
    refetchInterval: 60_000,
  });
  const cells: [string, (row: Move) => string, ((row: Move) => string)?][] = [
    [
      "stock.location",
      (row) =>
        locationName(row.settledBranchId === null ? row.homeLocation : row.location || row.homeLocation),
    ],
    ["col.callNumber", (row) => row.callNumber],
    ["col.title", (row) => row.title],
    ["col.barcode", (row) => row.barcode ?? ""],
    [
      "places.to",
      (row) => [nameOf(row.toBranchId), locationName(row.toLocation)].filter(Boolean).join(" · "),
    ],
    ["places.since", (row) => date(row.dueSince), (row) => row.dueSince],
    ["places.why", (row) => t(row.isOver ? `places.over.${row.kind}` : `places.kind.${row.kind}`)],
  ];
  const save = (items: readonly Move[]): void =>
    saveTable(
      "moves.csv",
      cells.map(([key]) => t(key)),
      items.map((row) => cells.map(([, show]) => show(row))),
    );
  return (
    <div className="compact">
      <p className="tools">{t("places.movesHint")}</p>
      <ListState
        query={query}
        empty={t("places.movesNone")}
        rows={(items) => (
          <>
            <p className="tools">
              <b>{t("pull.count", { count: items.length })}</b>{" "}
              <button type="button" onClick={() => print()}>
                {t("pull.print")}
              </button>{" "}
              <button type="button" onClick={() => save(items)}>
                {t("stock.csv")}
              </button>
            </p>
            <DataTable
              label={t("places.moves")}
              language={currentLanguage()}
              rows={items}
              keyOf={(row) => String(row.itemId)}
              columns={cells.map(([key, show, sortBy]) => ({
                id: key,
                name: t(key),
                show,
                sortBy: sortBy ?? show,
              }))}
            />
          </>
        )}
      />
    </div>
  );
}
