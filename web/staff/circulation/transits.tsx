import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ListState } from "../list-state.tsx";
import type { Answer } from "../operations.ts";
import type { Session } from "../session.ts";
import { currentLanguage, date, pick, t } from "../text.ts";
import { barcodeColumn, titleColumn } from "./columns.tsx";

type Ways = Answer<"GET /desk/transits">;
type TransitLine = Ways[keyof Ways][number];

/** What is on its way to this branch and from it. */
export function Transits({ session }: { session: Session }): ReactNode {
  const { nameOf } = useBranches();
  const load = async (side: keyof Ways): Promise<TransitLine[]> => (await ask("GET /desk/transits"))[side];
  const incoming = useQuery({
    queryKey: ["transits", "incoming"],
    queryFn: () => load("incoming"),
    refetchInterval: 60_000,
  });
  const outgoing = useQuery({
    queryKey: ["transits", "outgoing"],
    queryFn: () => load("outgoing"),
    refetchInterval: 60_000,
  });
  const table = (items: TransitLine[], side: "from" | "to"): ReactNode => {
    const other = (line: TransitLine): string =>
      nameOf(side === "from" ? line.fromBranchId : line.toBranchId);
    const columns: TableColumn<TransitLine>[] = [
      titleColumn(),
      barcodeColumn(),
      {
        id: side,
        name: t(`transit.${side}`),
        show: (line) => (
          <>
            {other(line)}{" "}
            <span className="quiet">
              {t(line.reason === "hold" ? "scan.reason.hold" : "scan.reason.home")}
            </span>
          </>
        ),
        sortBy: other,
      },
      {
        id: "since",
        name: t("transit.since"),
        show: (line) => date(line.sentAt),
        sortBy: (line) => line.sentAt,
      },
    ];
    return (
      <DataTable
        label={t(side === "from" ? "transit.incoming" : "transit.outgoing")}
        language={currentLanguage()}
        columns={columns}
        rows={items}
        keyOf={(line) => line.transitId}
      />
    );
  };
  return (
    <section className="stacked">
      <p className="tools">
        <button type="button" onClick={() => print()} disabled={(outgoing.data ?? []).length === 0}>
          {t("transit.print")}
        </button>
      </p>
      <div className="paper">
        <PackingList from={session.branch ? pick(session.branch.name) : ""} lines={outgoing.data ?? []} />
      </div>
      <div className="screen">
        <h2>{t("transit.incoming")}</h2>
        <ListState query={incoming} empty={t("transit.empty")} rows={(items) => table(items, "from")} />
        <h2>{t("transit.outgoing")}</h2>
        <ListState query={outgoing} empty={t("transit.empty")} rows={(items) => table(items, "to")} />
      </div>
    </section>
  );
}

/** What goes out, by where it goes: a sheet for each crate, signed by who hands it over and who takes it. */
function PackingList({ from, lines }: { from: string; lines: TransitLine[] }): ReactNode {
  const { nameOf } = useBranches();
  const at = date(new Date().toISOString());
  const crates = new Map<number, TransitLine[]>();
  for (const line of lines) crates.set(line.toBranchId, [...(crates.get(line.toBranchId) ?? []), line]);
  return [...crates].map(([to, items]) => (
    <section key={to} className="crate">
      <h2>{t("transit.crate", { from, to: nameOf(to), count: items.length, at })}</h2>
      <ol>
        {items.map((line) => (
          <li key={line.transitId}>
            <code>{line.barcode}</code> {line.title.main} · {date(line.sentAt)}
          </li>
        ))}
      </ol>
      <p>{t("transit.signed")}</p>
    </section>
  ));
}
