import type { ReactNode } from "react";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { useBranches } from "../branches.ts";
import type { RowOf } from "../operations.ts";
import { currentLanguage, date, t } from "../text.ts";

type Crate = RowOf<"GET /transport/crates">;

/** Crates as lines, those that are packed here or those that come; one is opened by its code. */
export function CrateTable(props: {
  list: "crates" | "coming";
  items: Crate[];
  onOpen: (code: string) => void;
}): ReactNode {
  const { nameOf } = useBranches();
  const columns: TableColumn<Crate>[] = [
    {
      id: "code",
      name: t("transport.code"),
      show: (one) => (
        <button type="button" onClick={() => props.onOpen(one.code)}>
          {one.code}
        </button>
      ),
      sortBy: (one) => one.code,
    },
    textColumn("from", t("transit.from"), (one) => nameOf(one.fromBranchId)),
    textColumn("to", t("transit.to"), (one) => nameOf(one.toBranchId)),
    {
      id: "state",
      name: t("transport.state"),
      show: (one) => (
        <>
          {t(`transport.state.${one.state}`)}
          {one.isLate && <strong className="refused"> {t("transport.isLate")}</strong>}
        </>
      ),
      sortBy: (one) => t(`transport.state.${one.state}`),
    },
    textColumn(
      "items",
      t("transport.items"),
      (one) => (one.left === one.items ? one.items : `${one.left} / ${one.items}`),
      { look: "number", sortBy: (one) => one.left },
    ),
    textColumn("expected", t("transport.expected"), (one) => one.expectedOn && date(one.expectedOn), {
      sortBy: (one) => one.expectedOn,
    }),
  ];
  return (
    <DataTable
      label={t(`transport.${props.list}`)}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(one) => one.code}
    />
  );
}
