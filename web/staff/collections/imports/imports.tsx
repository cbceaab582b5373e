import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../../api.ts";
import { type Act, Said, useAct } from "../../consortium/fields.tsx";
import { currentLanguage, date, hasText, pick, t } from "../../text.ts";
import { Wide } from "../../wide.tsx";
import type { Go } from "../collections.tsx";
import { useDraft } from "../draft.tsx";
import { HandIn, type Run } from "./hand-in.tsx";

/** Objects come in: a file is handed in, its columns are said, it is tried, then brought in. */
export function ImportPart(props: { slug: string; role: string; go: Go }): ReactNode {
  const { slug } = props;
  const client = useQueryClient();
  const [running, setRunning] = useState(false);
  const runs = useQuery({
    queryKey: ["collection-imports", slug],
    queryFn: async () => {
      const { items } = await ask("GET /collections/:slug/imports", { params: { slug } });
      const isRunning = items.some((one) => one.state === "running");
      if (!isRunning && running) void client.invalidateQueries({ queryKey: ["collections-worked"] });
      setRunning(isRunning);
      return items;
    },
    refetchInterval: running ? 700 : false,
  });
  const [open, ...earlier] = runs.data ?? [];
  return (
    <div>
      <HandIn
        slug={slug}
        archives={(runs.data ?? []).filter((one) => one.kind === "archive")}
        onDone={() => void runs.refetch()}
      />
      {open && <OneRun key={open.id} run={open} {...props} onChange={() => void runs.refetch()} />}
      {earlier.length > 0 && (
        <details>
          <summary>{t("collections.import.earlier", { count: earlier.length })}</summary>
          <ul className="lines">
            {earlier.map((run) => (
              <li key={run.id}>
                {run.fileName} <span className="quiet">{date(run.at)}</span> <Counts run={run} />
                {run.refused > 0 && <ErrorSheet run={run} />}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Counts({ run }: { run: Run }): ReactNode {
  return (
    <span>
      {t("collections.import.counts", {
        created: run.created,
        updated: run.updated,
        refused: run.refused,
        files: run.files,
      })}
    </span>
  );
}

function ErrorSheet({ run }: { run: Run }): ReactNode {
  return (
    <a href={`/staff-files/collection-imports/${run.id}/errors.csv?language=${currentLanguage()}`} download>
      {t("collections.import.errorSheet")}
    </a>
  );
}

function OneRun(props: { run: Run; slug: string; role: string; go: Go; onChange: () => void }): ReactNode {
  const { run, slug, go } = props;
  const isOpen = run.state === "waiting" || run.state === "failed" || (run.state === "done" && run.dryRun);
  return (
    <section className="import-run">
      <h2>
        {run.fileName} <span className="quiet">{t("collections.import.rows", { count: run.rowsTotal })}</span>
      </h2>
      {run.state === "running" && (
        <p role="status">
          {t(run.dryRun ? "collections.import.trying" : "collections.import.running", {
            done: run.rowsDone,
            total: run.rowsTotal,
          })}
          <progress max={run.rowsTotal} value={run.rowsDone} aria-label={run.fileName} />
        </p>
      )}
      {run.problem && (
        <p role="alert" className="refused">
          {hasText(`problem.${run.problem}`) ? t(`problem.${run.problem}`) : run.problem}
        </p>
      )}
      {run.state === "done" && (
        <div className={`big ${run.refused > 0 ? "wait" : "good"}`} role="status">
          <strong>{t(run.dryRun ? "collections.import.tried" : "collections.import.done")}</strong>
          <p>
            <Counts run={run} /> {run.refused > 0 && <ErrorSheet run={run} />}
          </p>
          {!run.dryRun && (
            <p className="actions">
              <button type="button" onClick={() => go(slug, "objects")}>
                {t("collections.part.objects")}
              </button>
              <button type="button" className="primary" onClick={() => go(slug, "publish")}>
                {t("collections.part.publish")}
              </button>
            </p>
          )}
        </div>
      )}
      {run.refused > 0 && run.state === "done" && <Errors run={run} slug={slug} />}
      {isOpen && <Mapping {...props} />}
    </section>
  );
}

/** What each column means, beside what stands in it. */
function Mapping(props: { run: Run; slug: string; role: string; onChange: () => void }): ReactNode {
  const { run, slug } = props;
  const act = useAct("collection-imports");
  const draft = useDraft(slug);
  const [mapping, setMapping] = useState(run.mapping);
  const mayPublish = props.role !== "contributor";
  const start = (dryRun: boolean, publish: boolean): void =>
    void act
      .run(
        () =>
          ask("POST /collection-imports/:id/start", {
            params: { id: run.id },
            body: { mapping, dryRun, publish },
          }),
        "",
      )
      .then(props.onChange);
  const targets = [
    ["identifier", t("collections.target.identifier")],
    ["files", t("collections.target.files")],
    ["page-text", t("collections.target.page-text")],
    ["page-labels", t("collections.target.page-labels")],
    ["parts", t("collections.target.parts")],
    ["parent", t("collections.target.parent")],
    ...(draft.data?.config.fields ?? []).map((field) => [field.key, pick(field.label) || field.key]),
  ] as [string, string][];
  return (
    <>
      <p className="quiet">{t("collections.import.mapping")}</p>
      <MappingTable run={run} targets={targets} mapping={mapping} onChange={setMapping} />
      <Starts act={act} mayPublish={mayPublish} onStart={start} />
    </>
  );
}

function MappingTable(props: {
  run: Run;
  targets: [string, string][];
  mapping: Run["mapping"];
  onChange: (mapping: Run["mapping"]) => void;
}): ReactNode {
  const { run, mapping } = props;
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("collections.import.column")}</th>
            <th>{t("collections.import.means")}</th>
            <th>{t("collections.import.sample")}</th>
          </tr>
        </thead>
        <tbody>
          {run.columns.map((column) => (
            <tr key={column}>
              <td>
                <b>{column}</b>
              </td>
              <td>
                <select
                  aria-label={column}
                  value={mapping[column] ?? ""}
                  onChange={(event) => props.onChange({ ...mapping, [column]: event.target.value || null })}
                >
                  <option value="">{t("collections.import.nowhere")}</option>
                  {props.targets.map(([key, name]) => (
                    <option key={key} value={key}>
                      {name}
                    </option>
                  ))}
                </select>
              </td>
              <td className="quiet">
                {run.sample
                  .map((row) => row[column])
                  .filter(Boolean)
                  .join(" · ")
                  .slice(0, 120)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Starts(props: {
  act: Act;
  mayPublish: boolean;
  onStart: (dryRun: boolean, publish: boolean) => void;
}): ReactNode {
  const { act } = props;
  return (
    <>
      <p className="actions">
        <button type="button" disabled={act.busy} onClick={() => props.onStart(true, props.mayPublish)}>
          {t("collections.import.try")}
        </button>
        <button type="button" disabled={act.busy} onClick={() => props.onStart(false, false)}>
          {t("collections.import.drafts")}
        </button>
        {props.mayPublish && (
          <button
            type="button"
            className="primary"
            disabled={act.busy}
            onClick={() => props.onStart(false, true)}
          >
            {t("collections.import.start")}
          </button>
        )}
      </p>
      <Said act={act} />
    </>
  );
}

function Errors({ run, slug }: { run: Run; slug: string }): ReactNode {
  const draft = useDraft(slug);
  const nameOf = (key: string): string => {
    const field = draft.data?.config.fields.find((one) => one.key === key);
    return (
      (field && pick(field.label)) ||
      (hasText(`collections.target.${key}`) ? t(`collections.target.${key}`) : key)
    );
  };
  const query = useQuery({
    queryKey: ["collection-import-errors", run.id, run.rowsDone, run.dryRun],
    queryFn: async () =>
      (await ask("GET /collection-imports/:id/errors", { params: { id: run.id }, query: {} })).items,
  });
  const shown = (query.data ?? []).slice(0, 50);
  if (shown.length === 0) return null;
  return (
    <Wide>
      <table className="compact">
        <thead>
          <tr>
            <th className="number">{t("collections.import.row")}</th>
            <th>{t("collections.import.field")}</th>
            <th>{t("collections.import.why")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={`${one.row} ${one.field} ${one.code}`}>
              <td className="number">{one.row}</td>
              <td>{nameOf(one.field)}</td>
              <td>{t(`collections.error.${one.code}`, { detail: one.detail })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
