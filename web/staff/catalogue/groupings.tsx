import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { currentLanguage, date, t } from "../text.ts";

type Report = RowOf<"GET /grouping-reports">;

const PATHS = { "zh-Hans": "/zh-hans", "zh-Hant": "/zh-hant", en: "/en" };

/** Readers' reports that an edition stands in the wrong work: put it apart, or leave it. */
export function Groupings(): ReactNode {
  const client = useQueryClient();
  const [refusal, setRefusal] = useState<string | null>(null);
  const reports = useQuery({
    queryKey: ["grouping-reports"],
    queryFn: async () => (await ask("GET /grouping-reports")).items,
  });
  const decide = async (report: Report, decision: "separated" | "kept"): Promise<void> => {
    setRefusal(null);
    try {
      await ask("POST /grouping-reports/:id/decision", { params: { id: report.id }, body: { decision } });
    } catch (error) {
      setRefusal(explain(error));
    }
    await client.invalidateQueries({ queryKey: ["grouping-reports"] });
  };
  const base = PATHS[currentLanguage()];
  return (
    <section>
      {refusal && <p role="alert">{refusal}</p>}
      <ListState
        query={reports}
        empty={t("grouping.empty")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>{t("col.title")}</th>
                  <th>{t("grouping.comment")}</th>
                  <th>{t("grouping.when")}</th>
                  <th>
                    <span className="vh">{t("grouping.decide")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((report) => (
                  <tr key={report.id}>
                    <td>
                      <a href={`${base}/instance/${report.instanceId}`}>{report.title}</a>{" "}
                      <span className="quiet">{report.responsibility}</span>
                      <br />
                      <a href={`${base}/work/${report.workId}`}>{t("grouping.work")}</a>
                    </td>
                    <td>{report.comment}</td>
                    <td>{date(report.reportedAt)}</td>
                    <td>
                      <button type="button" onClick={() => void decide(report, "separated")}>
                        {t("grouping.separate")}
                      </button>{" "}
                      <button type="button" onClick={() => void decide(report, "kept")}>
                        {t("grouping.keep")}
                      </button>
                    </td>
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
