import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";

/** Source and catalogue side by side. */
export function Reconciliation({ id }: { id: number }): ReactNode {
  const { data } = useQuery({
    queryKey: ["harvests", "reconciliation", id],
    queryFn: () => ask("GET /harvest-sources/:id/reconciliation", { params: { id } }),
  });
  if (!data) return <p role="status">{t("app.loading")}</p>;
  const some = (numbers: readonly string[], count: number): string =>
    numbers.slice(0, 20).join(" · ") + (count > 20 ? " …" : "");
  return (
    <>
      <h2>{t("harvest.reconciliation")}</h2>
      <p>{t("harvest.sides", { there: data.atSource, here: data.here, both: data.both })}</p>
      {data.missingHereCount > 0 && (
        <p className="refused">
          {t("harvest.missingHere", { n: data.missingHereCount })}{" "}
          {some(data.missingHere, data.missingHereCount)}
        </p>
      )}
      {data.missingThereCount > 0 && (
        <p className="refused">
          {t("harvest.missingThere", { n: data.missingThereCount })}{" "}
          {some(data.missingThere, data.missingThereCount)}
        </p>
      )}
      <p className="quiet">
        {data.wholeAt ? t("harvest.wholeAt", { at: date(data.wholeAt) }) : t("harvest.neverWhole")}
      </p>
    </>
  );
}

const COUNTED = ["harvest.records", "harvest.deletions", "harvest.unreadable"];
/** What files hold stands in the report of each. */
const FILES = ["harvest.files"];

/** Harvests of a source, the newest first. */
export function HarvestList({ id, isFolder }: { id: number; isFolder: boolean }): ReactNode {
  const query = useQuery({
    queryKey: ["harvests", id],
    refetchInterval: 5000,
    queryFn: async () => (await ask("GET /harvest-sources/:id/harvests", { params: { id } })).items,
  });
  return (
    <ListState
      query={query}
      empty={t("harvest.noneYet")}
      rows={(items) => (
        <Wide>
          <table>
            <thead>
              <tr>
                <th>{t("harvest.at")}</th>
                {(isFolder ? FILES : COUNTED).map((key) => (
                  <th key={key} className="number">
                    {t(key)}
                  </th>
                ))}
                <th>{t("harvest.outcome")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <td>
                    {date(one.startedAt)}{" "}
                    {one.isWhole && !isFolder && <span className="quiet">{t("harvest.whole")}</span>}
                  </td>
                  {isFolder ? (
                    <td className="number">{one.loadIds.length}</td>
                  ) : (
                    <>
                      <td className="number">{one.records}</td>
                      <td className="number">{one.deletions}</td>
                      <td className="number">{one.unreadable}</td>
                    </>
                  )}
                  <td>
                    {one.loadIds.map((load) => (
                      <div key={load}>
                        <a href={`/staff/imports/${load}`}>{t("harvest.toLoad")}</a>
                      </div>
                    ))}
                    {one.state === "failed" && (
                      <span className="refused">
                        {t(`problem.${one.error ?? "other"}`, { code: one.error ?? "" })} {one.detail}
                      </span>
                    )}
                    {one.unreadableLines.slice(0, 10).map((line) => (
                      <div className="quiet" key={line.identifier}>
                        {line.identifier}
                      </div>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    />
  );
}
