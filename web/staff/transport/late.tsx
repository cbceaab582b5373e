import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { barcodeColumn } from "../circulation/columns.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import { currentLanguage, date, t } from "../text.ts";

type Search = RowOf<"GET /transport/searches">;
type Late = RowOf<"GET /transport/late">;

/** What takes longer than the road, and what is looked for at both ends. */
export function Late(): ReactNode {
  const act = useAct("late-transits", "transit-searches");
  const late = useQuery({
    queryKey: ["late-transits"],
    queryFn: async () => (await ask("GET /transport/late")).items,
  });
  const seek = (transitId: string): void =>
    void act.run(() => ask("POST /transport/searches", { body: { transitId } }), t("transport.seeking"));
  const look = (id: string): void =>
    void act.run(() => ask("POST /transport/searches/:id/looks", { params: { id } }), t("transport.looked"));
  const giveUp = (id: string): void =>
    void act.run(() => ask("POST /transport/searches/:id/loss", { params: { id } }), t("transport.givenUp"));
  return (
    <>
      <Said act={act} />
      <h2>{t("transport.lateOnes")}</h2>
      <ListState
        query={late}
        empty={t("transport.noneLate")}
        rows={(items) => <LateTable items={items} onSeek={seek} />}
      />
      <h2>{t("transport.searches")}</h2>
      <p className="quiet">{t("transport.searchHint")}</p>
      <Pages
        queryKey={["transit-searches"]}
        ask={(cursor) => ask("GET /transport/searches", { query: { limit: 50, cursor } })}
        empty={t("transport.noSearches")}
        rows={(items) => <SearchTable items={items} onLook={look} onGiveUp={giveUp} />}
      />
    </>
  );
}

function LateTable(props: { items: Late[]; onSeek: (transitId: string) => void }): ReactNode {
  const { nameOf } = useBranches();
  const columns: TableColumn<Late>[] = [
    textColumn("title", t("col.title"), (one) => one.title),
    barcodeColumn(),
    textColumn("from", t("transit.from"), (one) => nameOf(one.fromBranchId)),
    textColumn("to", t("transit.to"), (one) => nameOf(one.toBranchId)),
    textColumn("expected", t("transport.expected"), (one) => date(one.expectedOn), {
      sortBy: (one) => one.expectedOn,
    }),
    textColumn("crate", t("transport.code"), (one) => one.crate),
    {
      id: "acts",
      name: t("admin.actions"),
      look: "acts",
      show: (one) =>
        one.searchId === null ? (
          <button type="button" onClick={() => props.onSeek(one.transitId)}>
            {t("transport.seek")}
          </button>
        ) : (
          t("transport.search.looking")
        ),
    },
  ];
  return (
    <DataTable
      label={t("transport.lateOnes")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(one) => one.transitId}
    />
  );
}

function SearchTable(props: {
  items: Search[];
  onLook: (id: string) => void;
  onGiveUp: (id: string) => void;
}): ReactNode {
  const { nameOf } = useBranches();
  const end = (branchId: number, lookedAt: string | null): string =>
    `${nameOf(branchId)}${lookedAt === null ? "" : ` · ${t("transport.notFound", { at: date(lookedAt) })}`}`;
  const columns: TableColumn<Search>[] = [
    {
      id: "title",
      name: t("col.title"),
      show: (one) => (
        <>
          {one.title} <span className="quiet">{one.callNumber}</span>
        </>
      ),
      sortBy: (one) => one.title,
    },
    barcodeColumn(),
    textColumn("from", t("transit.from"), (one) => end(one.fromBranchId, one.fromLookedAt)),
    textColumn("to", t("transit.to"), (one) => end(one.toBranchId, one.toLookedAt)),
    textColumn("state", t("transport.state"), (one) => t(`transport.search.${one.state}`)),
    {
      id: "acts",
      name: t("admin.actions"),
      look: "acts",
      show: (one) => (
        <>
          {one.mayLook && (
            <button type="button" onClick={() => props.onLook(one.id)}>
              {t("transport.lookedInVain")}
            </button>
          )}
          {one.mayGiveUp && (
            <TwicePressed label={t("transport.giveUp")} onPress={() => props.onGiveUp(one.id)} />
          )}
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={t("transport.searches")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(one) => one.id}
    />
  );
}
