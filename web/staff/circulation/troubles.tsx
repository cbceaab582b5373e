import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { Claims } from "../insight/claims.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { HoldAtDesk } from "../reasons/hold-at-desk.tsx";
import { currentLanguage, date, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";

type Stalled = RowOf<"GET /desk/stalled-holds">;

/** What needs somebody's decision: requests that no copy is in sight for, what readers say they do not have, what others report of our items. */
export function Troubles(): ReactNode {
  const [open, setOpen] = useState<Stalled | null>(null);
  const stalled = useQuery({
    queryKey: ["stalled-holds"],
    queryFn: async () => (await ask("GET /desk/stalled-holds")).items,
    refetchInterval: 60_000,
  });
  return (
    <section className="compact">
      <h2>{t("stalled.title")}</h2>
      <ListState
        query={stalled}
        empty={t("stalled.empty")}
        rows={(items) => <StalledTable items={items} onOpen={setOpen} />}
      />
      {open && (
        <aside aria-label={open.title.main}>
          <h3>
            <TitleLine title={open.title} /> {open.part} <span className="quiet">{open.patronName}</span>
          </h3>
          <HoldAtDesk
            key={open.holdId}
            hold={{ ...open, id: open.holdId, state: "waiting" }}
            isOpen
            onChanged={() => {
              setOpen(null);
              void stalled.refetch();
            }}
          />
        </aside>
      )}
      <Claims />
      <Reports />
      <MadeReports />
    </section>
  );
}

function StalledTable(props: { items: Stalled[]; onOpen: (line: Stalled) => void }): ReactNode {
  const columns: TableColumn<Stalled>[] = [
    {
      id: "title",
      name: t("col.title"),
      show: (line) => (
        <>
          <TitleLine title={line.title} /> {line.part}
        </>
      ),
      sortBy: (line) => line.title.main,
    },
    {
      id: "reader",
      name: t("stalled.reader"),
      show: (line) => (
        <>
          {line.patronName} <span className="quiet">{line.patronCard}</span>
        </>
      ),
      sortBy: (line) => line.patronName,
    },
    textColumn("since", t("takeDown.since"), (line) => date(line.stalledAt), {
      sortBy: (line) => line.stalledAt,
    }),
    {
      id: "acts",
      name: t("admin.actions"),
      look: "acts",
      show: (line) => (
        <button type="button" onClick={() => props.onOpen(line)}>
          {t("holdDesk.open")}
        </button>
      ),
    },
  ];
  return (
    <DataTable
      label={t("stalled.title")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(line) => line.holdId}
    />
  );
}

function Reports(): ReactNode {
  const client = useQueryClient();
  const { nameOf } = useBranches();
  const [said, setSaid] = useState("");
  const query = useQuery({
    queryKey: ["item-reports"],
    queryFn: async () => (await ask("GET /desk/reports")).items,
    refetchInterval: 60_000,
  });
  const decide = (id: string, isTrue: boolean): void =>
    void ask("POST /desk/reports/:id/decision", { params: { id }, body: { isTrue } }).then(
      () => {
        setSaid(t("reports.decided"));
        return client.invalidateQueries({ queryKey: ["item-reports"] });
      },
      (error: unknown) => setSaid(explain(error)),
    );
  return (
    <>
      <h2>{t("reports.title")}</h2>
      <p role="status">{said}</p>
      <ListState
        query={query}
        empty={t("reports.empty")}
        rows={(items) => (
          <ul className="lines">
            {items.map((one) => (
              <li key={one.id}>
                <TitleLine title={one.title} /> <code>{one.barcode}</code> <b>{t(`reports.${one.kind}`)}</b>{" "}
                <span className="quiet">
                  {nameOf(one.branchId)} · {date(one.reportedAt)}
                </span>{" "}
                <button type="button" onClick={() => decide(one.id, true)}>
                  {t("reports.accept")}
                </button>{" "}
                <button type="button" onClick={() => decide(one.id, false)}>
                  {t("reports.dismiss")}
                </button>
              </li>
            ))}
          </ul>
        )}
      />
    </>
  );
}

/** What we reported of others' items, and what their owners decided: both sides see the case. */
function MadeReports(): ReactNode {
  const { nameOf } = useBranches();
  const query = useQuery({
    queryKey: ["made-reports"],
    queryFn: async () => (await ask("GET /desk/reports/made")).items,
    refetchInterval: 60_000,
  });
  return (
    <>
      <h2>{t("reports.made")}</h2>
      <ListState
        query={query}
        empty={t("reports.madeNone")}
        rows={(items) => (
          <ul className="lines">
            {items.map((one) => (
              <li key={one.id}>
                <TitleLine title={one.title} /> <code>{one.barcode}</code> <b>{t(`reports.${one.kind}`)}</b>{" "}
                <span className="quiet">
                  {nameOf(one.branchId)} · {date(one.reportedAt)}
                </span>{" "}
                <span>
                  {one.isTrue === null
                    ? t("reports.waits")
                    : t(one.isTrue ? "reports.wasTrue" : "reports.wasFalse", {
                        at: date(one.decidedAt ?? ""),
                      })}
                </span>
              </li>
            ))}
          </ul>
        )}
      />
    </>
  );
}
