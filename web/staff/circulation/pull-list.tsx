import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { call, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ListState } from "../list-state.tsx";
import { t } from "../text.ts";
import { type Title, TitleLine } from "../title-line.tsx";

type PullLine = {
  holdId: string;
  barcode: string | null;
  title: Title;
  callNumber: string;
  location: string;
  part: string;
  pickupBranchId: number;
};

/** What to fetch from the shelves of this branch, in shelf order. */
export function PullList(): ReactNode {
  const { nameOf } = useBranches();
  const [problem, setProblem] = useState("");
  const query = useQuery({
    queryKey: ["pull-list"],
    queryFn: async () => (await call<{ items: PullLine[] }>("GET", "/desk/pull-list")).items,
    refetchInterval: 30_000,
  });
  const decline = (holdId: string, missing: boolean): void =>
    void call("POST", `/desk/holds/${holdId}/decline`, { missing }).then(
      () => query.refetch(),
      (error: unknown) => setProblem(explain(error)),
    );
  return (
    <section>
      <p className="tools">
        <span>{t("pull.title")}</span>{" "}
        <button type="button" onClick={() => print()}>
          {t("pull.print")}
        </button>
      </p>
      <p className="refused" role="alert">
        {problem}
      </p>
      <ListState
        query={query}
        empty={t("pull.empty")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>{t("col.location")}</th>
                  <th>{t("col.callNumber")}</th>
                  <th>{t("col.title")}</th>
                  <th>{t("col.barcode")}</th>
                  <th>{t("pull.to")}</th>
                  <th className="screen">{t("pull.notFound")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((line) => (
                  <tr key={line.holdId}>
                    <td>{line.location}</td>
                    <td>
                      {line.callNumber} {line.part}
                    </td>
                    <td>
                      <TitleLine title={line.title} />
                    </td>
                    <td>
                      <code>{line.barcode}</code>
                    </td>
                    <td>{nameOf(line.pickupBranchId)}</td>
                    <td className="screen">
                      <button
                        type="button"
                        title={t("pull.sure")}
                        onClick={() => decline(line.holdId, false)}
                      >
                        {t("pull.notFound")}
                      </button>{" "}
                      <button type="button" title={t("pull.sure")} onClick={() => decline(line.holdId, true)}>
                        {t("pull.missing")}
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
