import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { useMemberName } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { currentLanguage, date, pick, t } from "../text.ts";
import { barcodeColumn, titleColumn } from "./columns.tsx";
import { TwicePressed } from "./twice-pressed.tsx";

type PullLine = RowOf<"GET /desk/pull-list">;

/** What was done last; `declined`: what can be taken back. */
type Told = { tone: string; text: string; declined?: PullLine };

const fits = (line: PullLine, wanted: string): boolean =>
  [line.location, line.callNumber, line.part, line.title.main, line.barcode ?? ""]
    .join(" ")
    .toLowerCase()
    .includes(wanted.trim().toLowerCase());

/** What to fetch from the shelves of this branch, in shelf order: one line each, counted, filtered, printed with its place. */
export function PullList({ session }: { session: Session }): ReactNode {
  const memberName = useMemberName();
  const [told, setTold] = useState<Told>({ tone: "", text: "" });
  const locationName = useLocationName();
  const [wanted, setWanted] = useState("");
  const query = useQuery({
    queryKey: ["pull-list"],
    queryFn: async () => (await ask("GET /desk/pull-list")).items,
    refetchInterval: 30_000,
  });
  const decline = (line: PullLine, missing: boolean): void =>
    void ask("POST /desk/holds/:id/decline", { params: { id: line.holdId }, body: { missing } }).then(
      () => {
        const what = t(missing ? "pull.missing" : "pull.notFound");
        setTold({ tone: "", text: t("pull.done", { title: line.title.main, what }), declined: line });
        return query.refetch();
      },
      (error: unknown) => setTold({ tone: "refused", text: explain(error) }),
    );
  const takeBack = ({ holdId, itemId, title }: PullLine): void =>
    void ask("POST /desk/holds/:id/decline/undo", { params: { id: holdId }, body: { itemId } }).then(
      () => {
        setTold({ tone: "", text: t("pull.takenBack", { title: title.main }) });
        return query.refetch();
      },
      (error: unknown) => setTold({ tone: "refused", text: explain(error) }),
    );
  const shown = (query.data ?? [])
    .map((line) => ({ ...line, location: locationName(line.location) }))
    .filter((line) => fits(line, wanted));
  const branch = session.branch ? `${pick(session.branch.name)} · ${memberName(session.branch.member)}` : "";
  const printed = { branch, date: date(new Date().toISOString()), count: shown.length };
  return (
    <section className="compact">
      <p className="paper">{t("pull.printed", printed)}</p>
      <p className="tools">
        <span>{t("pull.title")}</span> <b>{t("pull.count", { count: shown.length })}</b>{" "}
        <label>
          {t("pull.filter")} <input value={wanted} onChange={(event) => setWanted(event.target.value)} />
        </label>{" "}
        <button type="button" onClick={() => print()}>
          {t("pull.print")}
        </button>
      </p>
      <p className={told.tone} role="status">
        {told.text}{" "}
        {told.declined && (
          <button type="button" onClick={() => takeBack(told.declined!)}>
            {t("pull.takeBack")}
          </button>
        )}
      </p>
      <ListState
        query={query}
        empty={t("pull.empty")}
        rows={() => <PullTable lines={shown} onDecline={decline} />}
      />
    </section>
  );
}

function PullTable(props: {
  lines: PullLine[];
  onDecline: (line: PullLine, missing: boolean) => void;
}): ReactNode {
  const { nameOf } = useBranches();
  const texts: [name: string, of: (line: PullLine) => string][] = [
    ["col.location", (line) => line.location],
    ["col.callNumber", (line) => `${line.callNumber} ${line.part}`.trim()],
  ];
  const columns: TableColumn<PullLine>[] = [
    ...texts.map(([name, of]) => ({ id: name, name: t(name), show: of, sortBy: of })),
    titleColumn(),
    barcodeColumn(),
    {
      id: "to",
      name: t("pull.to"),
      show: (line) => nameOf(line.pickupBranchId),
      sortBy: (line) => nameOf(line.pickupBranchId),
    },
    {
      id: "decline",
      name: t("pull.notFound"),
      look: "screen acts",
      show: (line) => (
        <>
          <TwicePressed label={t("pull.notFound")} onPress={() => props.onDecline(line, false)} />{" "}
          <TwicePressed label={t("pull.missing")} onPress={() => props.onDecline(line, true)} />
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t("nav.pullList")}
      language={currentLanguage()}
      columns={columns}
      rows={props.lines}
      keyOf={(line) => line.holdId}
    />
  );
}
