import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";

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
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("col.title")}</th>
            <th>{t("col.barcode")}</th>
            <th>{t("transit.from")}</th>
            <th>{t("transit.to")}</th>
            <th>{t("transport.expected")}</th>
            <th>{t("transport.code")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.transitId}>
              <td>{one.title}</td>
              <td>
                <code>{one.barcode}</code>
              </td>
              <td>{nameOf(one.fromBranchId)}</td>
              <td>{nameOf(one.toBranchId)}</td>
              <td>{date(one.expectedOn)}</td>
              <td>{one.crate}</td>
              <td>
                {one.searchId === null ? (
                  <button type="button" onClick={() => props.onSeek(one.transitId)}>
                    {t("transport.seek")}
                  </button>
                ) : (
                  t("transport.search.looking")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
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
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("col.title")}</th>
            <th>{t("col.barcode")}</th>
            <th>{t("transit.from")}</th>
            <th>{t("transit.to")}</th>
            <th>{t("transport.state")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.id}>
              <td>
                {one.title} <span className="quiet">{one.callNumber}</span>
              </td>
              <td>
                <code>{one.barcode}</code>
              </td>
              <td>{end(one.fromBranchId, one.fromLookedAt)}</td>
              <td>{end(one.toBranchId, one.toLookedAt)}</td>
              <td>{t(`transport.search.${one.state}`)}</td>
              <td>
                {one.mayLook && (
                  <button type="button" onClick={() => props.onLook(one.id)}>
                    {t("transport.lookedInVain")}
                  </button>
                )}
                {one.mayGiveUp && (
                  <TwicePressed label={t("transport.giveUp")} onPress={() => props.onGiveUp(one.id)} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
