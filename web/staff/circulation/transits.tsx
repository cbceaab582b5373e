import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ListState } from "../list-state.tsx";
import type { Answer } from "../operations.ts";
import type { Session } from "../session.ts";
import { date, pick, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";

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
  const table = (items: TransitLine[], side: "from" | "to"): ReactNode => (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t("col.title")}</th>
            <th>{t("col.barcode")}</th>
            <th>{side === "from" ? t("transit.from") : t("transit.to")}</th>
            <th>{t("transit.since")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((line) => (
            <tr key={line.transitId}>
              <td>
                <TitleLine title={line.title} />
              </td>
              <td>
                <code>{line.barcode}</code>
              </td>
              <td>
                {nameOf(side === "from" ? line.fromBranchId : line.toBranchId)}{" "}
                <span className="quiet">
                  {t(line.reason === "hold" ? "scan.reason.hold" : "scan.reason.home")}
                </span>
              </td>
              <td>{date(line.sentAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
  return (
    <section>
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
