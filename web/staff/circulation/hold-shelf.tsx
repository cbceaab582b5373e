import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { currentLanguage, date, pick, t } from "../text.ts";
import { barcodeColumn, titleColumn } from "./columns.tsx";
import { printSlip, readerOnSlip } from "./slips.tsx";

type ShelfLine = RowOf<"GET /desk/hold-shelf">;

/** What waits here for its readers. */
export function HoldShelf({ session }: { session: Session }): ReactNode {
  const branch = session.branch ? pick(session.branch.name) : "";
  const printFor = (line: ShelfLine): void =>
    printSlip({
      kind: "hold",
      reader: readerOnSlip(line.patronName, line.patronCard),
      until: line.shelfUntil,
      branch,
      title: line.title.main,
      barcode: line.barcode ?? "",
    });
  const query = useQuery({
    queryKey: ["hold-shelf"],
    queryFn: async () => (await ask("GET /desk/hold-shelf")).items,
    refetchInterval: 60_000,
  });
  return (
    <section className="stacked">
      <p className="tools">
        <span>{t("shelf.title")}</span>{" "}
        <button type="button" onClick={() => print()}>
          {t("pull.print")}
        </button>
      </p>
      <ListState
        query={query}
        empty={t("shelf.empty")}
        rows={(items) => <ShelfTable lines={items} onPrint={printFor} />}
      />
    </section>
  );
}

function ShelfTable(props: { lines: ShelfLine[]; onPrint: (line: ShelfLine) => void }): ReactNode {
  const columns: TableColumn<ShelfLine>[] = [
    {
      id: "reader",
      name: t("shelf.reader"),
      show: (line) => (
        <>
          {line.patronName} <span className="quiet">{line.patronCard}</span>
        </>
      ),
      sortBy: (line) => line.patronName,
    },
    titleColumn(),
    barcodeColumn(),
    {
      id: "until",
      name: t("shelf.until"),
      show: (line) => (
        <>
          {date(line.shelfUntil)} {line.isOver && <strong className="refused">{t("shelf.over")}</strong>}
        </>
      ),
      sortBy: (line) => line.shelfUntil,
    },
    {
      id: "print",
      name: t("slip.print"),
      look: "screen acts",
      show: (line) => (
        <button
          type="button"
          aria-label={`${t("slip.print")}: ${line.title.main}`}
          onClick={() => props.onPrint(line)}
        >
          {t("pull.print")}
        </button>
      ),
    },
  ];
  return (
    <DataTable
      label={t("nav.holdShelf")}
      language={currentLanguage()}
      columns={columns}
      rows={props.lines}
      keyOf={(line) => line.holdId}
    />
  );
}
