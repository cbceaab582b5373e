import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import { date, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";

/** Books that lie here for nobody any more: a scan at the desk says where they go. */
export function TakeDown(): ReactNode {
  const query = useQuery({
    queryKey: ["take-down"],
    queryFn: async () => (await ask("GET /desk/take-down")).items,
    refetchInterval: 60_000,
  });
  return (
    <section className="compact">
      <p className="tools">
        {t("takeDown.hint")} <b>{t("pull.count", { count: query.data?.length ?? 0 })}</b>
      </p>
      <ListState
        query={query}
        empty={t("takeDown.empty")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>{t("takeDown.where")}</th>
                  <th>{t("col.title")}</th>
                  <th>{t("col.barcode")}</th>
                  <th>{t("col.callNumber")}</th>
                  <th>{t("takeDown.since")}</th>
                  <th>{t("item.waiting")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((line) => (
                  <tr key={line.itemId}>
                    <td>{t(`takeDown.reason.${line.reason}`)}</td>
                    <td>
                      <TitleLine title={line.title} />
                    </td>
                    <td>
                      <code>{line.barcode}</code>
                    </td>
                    <td>
                      {line.callNumber} {line.part}
                    </td>
                    <td>{date(line.since)}</td>
                    <td>{line.waiting}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      />
    </section>
  );
}
