import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import { pick, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { Join } from "./join.tsx";
import { counted, type SetUp, useSetUp } from "./set-up.tsx";

/** Columns of figures: steps of the set-up. */
const FIGURES = ["branches", "staff", "readers", "records"] as const;

/** The office's home: its libraries and how far each is, what waits for the office, and how another library joins. */
export function Members(): ReactNode {
  const query = useSetUp();
  const [joining, setJoining] = useState(false);
  const isEmpty = query.data?.length === 0;
  return (
    <section>
      <Waiting />
      <div className="beside">
        <div>
          {isEmpty ? (
            <FirstRun />
          ) : (
            <ListState query={query} empty="" rows={(items) => <Table items={items} />} />
          )}
          <p className="actions">
            <button
              type="button"
              className={joining ? "" : "primary"}
              aria-expanded={joining}
              onClick={() => setJoining(!joining)}
            >
              {t(joining ? "app.close" : "members.add")}
            </button>
          </p>
        </div>
        {joining && <Join />}
      </div>
    </section>
  );
}

/** What to do in a region without libraries. */
function FirstRun(): ReactNode {
  return (
    <div className="first-run">
      <p>{t("firstRun.hello")}</p>
      <ol>
        {["join", "setUp", "staff", "records", "readers", "open"].map((step) => (
          <li key={step}>{t(`firstRun.${step}`)}</li>
        ))}
      </ol>
    </div>
  );
}

/** What waits for the office: decisions, and what fails. */
function Waiting(): ReactNode {
  const queue = useQuery({ queryKey: ["moderation", "count"], queryFn: () => ask("GET /moderation", QUEUE) });
  const operation = useQuery({ queryKey: ["operation"], queryFn: () => ask("GET /operation") });
  const figures = operation.data;
  const failing = (figures?.troubles.length ?? 0) + (figures?.outbox.setAside ?? 0);
  return (
    <ul className="worklist" aria-label={t("office.waiting")}>
      {queue.data && (
        <li>
          <a href="/staff/moderation">
            {t("office.queue", { count: `${queue.data.items.length}${queue.data.next ? "+" : ""}` })}
          </a>
        </li>
      )}
      {figures && (
        <li className={failing > 0 ? "refused" : ""}>
          <a href="/staff/operation">
            {failing > 0 ? t("office.failing", { n: failing }) : t("operation.allWell")}
          </a>
        </li>
      )}
      {figures && figures.imports.running + figures.imports.waiting > 0 && (
        <li>
          <a href="/staff/imports">
            {t("office.imports", { n: figures.imports.running + figures.imports.waiting })}
          </a>
        </li>
      )}
    </ul>
  );
}
const QUEUE = { query: {} };

function Table({ items }: { items: SetUp[] }): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("library.code")}</th>
            <th>{t("library.name")}</th>
            <th>{t("members.state")}</th>
            {FIGURES.map((step) => (
              <th key={step} className="number">
                {t(`setUp.${step}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((one) => {
            const left = one.steps.filter((step) => step.needed && !step.done).length;
            return (
              <tr key={one.member}>
                <td>
                  <code>{one.member}</code>
                </td>
                <td>
                  <a href={`/staff/library/${one.member}`}>{pick(one.name)}</a>
                </td>
                <td className={one.isReady ? "done" : "waiting"}>
                  {one.isReady ? `● ${t("members.open")}` : `◐ ${t("members.left", { n: left })}`}
                </td>
                {FIGURES.map((name) => (
                  <td key={name} className="number">
                    {counted(one.steps.find((step) => step.step === name)?.count ?? 0)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Wide>
  );
}
