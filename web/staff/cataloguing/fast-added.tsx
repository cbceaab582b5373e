import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import type { RowOf } from "../operations.ts";
import { currentLanguage, date, t } from "../text.ts";

/** Most that are looked at here; the oldest come first, and each that is saved makes room. */
const SHOWN = 50;

/** Records that desks began with a title and a label only: to be written. */
export function FastAdded(props: { onOpen: (instanceId: number) => void }): ReactNode {
  const waiting = useQuery({
    queryKey: ["fast-added"],
    queryFn: async () => (await ask("GET /fast-added-records", { query: { limit: SHOWN } })).items,
    retry: false,
  });
  if (!waiting.data?.length) return null;
  return (
    <>
      <h2>{t("fastAdd.waiting")}</h2>
      <DataTable<RowOf<"GET /fast-added-records">>
        label={t("fastAdd.waiting")}
        language={currentLanguage()}
        rows={waiting.data}
        keyOf={(row) => String(row.recordId)}
        onOpen={(row) => props.onOpen(row.instanceId)}
        columns={[
          {
            id: "title",
            name: t("col.title"),
            show: (row) => <cite>{row.title}</cite>,
            sortBy: (row) => row.title,
          },
          { id: "who", name: t("records.simple.author"), show: (row) => row.responsibility ?? "" },
          { id: "barcode", name: t("col.barcode"), show: (row) => row.barcodes.join(" ") },
          {
            id: "since",
            name: t("fastAdd.since"),
            show: (row) => date(row.addedAt),
            sortBy: (row) => row.addedAt,
          },
        ]}
      />
    </>
  );
}
