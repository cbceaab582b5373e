import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { currentLanguage, date, t } from "../text.ts";
import { barcodeColumn, titleColumn } from "./columns.tsx";

/** Books that lie here for nobody any more: a scan at the desk says where they go. */
export function TakeDown(): ReactNode {
  const query = useQuery({
    queryKey: ["take-down"],
    queryFn: async () => (await ask("GET /desk/take-down")).items,
    refetchInterval: 60_000,
  });
  const columns: TableColumn<RowOf<"GET /desk/take-down">>[] = [
    {
      id: "where",
      name: t("takeDown.where"),
      show: (line) => t(`takeDown.reason.${line.reason}`),
      sortBy: (line) => t(`takeDown.reason.${line.reason}`),
    },
    titleColumn(),
    barcodeColumn(),
    {
      id: "callNumber",
      name: t("col.callNumber"),
      show: (line) => `${line.callNumber} ${line.part}`.trim(),
      sortBy: (line) => `${line.callNumber} ${line.part}`,
    },
    {
      id: "since",
      name: t("takeDown.since"),
      show: (line) => date(line.since),
      sortBy: (line) => line.since,
    },
    { id: "waiting", name: t("item.waiting"), show: (line) => line.waiting, sortBy: (line) => line.waiting },
  ];
  return (
    <section className="compact">
      <p className="tools">
        {t("takeDown.hint")} <b>{t("pull.count", { count: query.data?.length ?? 0 })}</b>
      </p>
      <ListState
        query={query}
        empty={t("takeDown.empty")}
        rows={(items) => (
          <DataTable
            label={t("nav.takeDown")}
            language={currentLanguage()}
            columns={columns}
            rows={items}
            keyOf={(line) => String(line.itemId)}
          />
        )}
      />
    </section>
  );
}
