import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, useAct } from "../consortium/fields.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import { currentLanguage, date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { Differences } from "./differences.tsx";
import { LoadMarks } from "./load-marks.tsx";
import { Staged } from "./staged.tsx";

type Load = Answer<"GET /loads/:id">;
type Preview = Answer<"GET /loads/:id/undo">;

const PARTS = ["staged", "report", "records", "undo"] as const;
type Part = (typeof PARTS)[number];
const COUNTS = [
  "read",
  "created",
  "updated",
  "unchanged",
  "rejected",
  "items",
  "itemsRefused",
  "warnings",
] as const;

/** One load: what it came to, its report, its records with what differs, and its undo. */
export function LoadPage(props: { id: string; onBack: () => void; onOpen: (id: string) => void }): ReactNode {
  const [chosen, setPart] = useState<Part | null>(null);
  const query = useQuery({
    queryKey: ["load", props.id, currentLanguage()],
    queryFn: () =>
      ask("GET /loads/:id", { params: { id: props.id }, query: { language: currentLanguage() } }),
    refetchInterval: (one) =>
      one.state.data?.state === "done" && !isBeingUndone(one.state.data) ? false : 1_000,
  });
  const load = query.data;
  const parts = PARTS.filter((one) =>
    load?.staged ? one === "staged" || one === "report" : one !== "staged",
  );
  const part = chosen !== null && parts.includes(chosen) ? chosen : parts[0];
  return (
    <section>
      <p className="tools">
        <button type="button" onClick={props.onBack}>
          {t("loads.back")}
        </button>
      </p>
      {query.isError && <p role="alert">{explain(query.error)}</p>}
      {load && (
        <>
          <Facts load={load} onOpen={props.onOpen} />
          <div className="tools" role="tablist">
            {parts.map((one) => (
              <button
                key={one}
                type="button"
                role="tab"
                aria-selected={part === one}
                onClick={() => setPart(one)}
              >
                {t(`loads.part.${one}`)}
              </button>
            ))}
          </div>
          {part === "staged" && <Staged load={load} onOpen={props.onOpen} />}
          {part === "report" && <Report load={load} />}
          {part === "records" && <Records load={load} />}
          {part === "undo" && <Undo load={load} onOpen={props.onOpen} />}
        </>
      )}
    </section>
  );
}

function isBeingUndone(load: Load): boolean {
  return load.undo !== null && load.undo.state !== "done" && load.undo.state !== "failed";
}

function Facts({ load, onOpen }: { load: Load; onOpen: (id: string) => void }): ReactNode {
  return (
    <>
      <h2>
        {load.fileName} <LoadMarks load={load} />
      </h2>
      <p>
        {load.memberCode} · {date(load.startedAt)} · {load.by ?? t("loads.byProgram")} ·{" "}
        {t(`imports.state.${load.state}`)}
        {load.undoes && (
          <>
            {" · "}
            <button type="button" onClick={() => onOpen(load.undoes!)}>
              {t("loads.openUndone")}
            </button>
          </>
        )}
      </p>
      {load.error && <p className="refused">{load.error}</p>}
      <dl className="facts">
        {COUNTS.map((name) => (
          <div key={name}>
            <dt>{t(`imports.${name}`)}</dt>
            <dd className="number">{load.counts[name]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Report({ load }: { load: Load }): ReactNode {
  const language = currentLanguage();
  return (
    <>
      <p className="tools">
        <a href={`/api/v1/imports/${load.id}/rejects.tsv?language=${language}`} download>
          {t("imports.download")}
        </a>
      </p>
      <Pages
        queryKey={["load-lines", load.id, language, load.state]}
        ask={(cursor) =>
          ask("GET /loads/:id/lines", { params: { id: load.id }, query: { limit: 100, cursor, language } })
        }
        empty={t("imports.noRejects")}
        rows={(lines) => (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th className="number">{t("imports.record")}</th>
                  <th>{t("imports.control")}</th>
                  <th>{t("imports.field")}</th>
                  <th>{t("imports.reason")}</th>
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.line}>
                    <td className="number">{line.recordIndex < 0 ? "" : line.recordIndex + 1}</td>
                    <td>{line.controlNumber}</td>
                    <td>{line.place}</td>
                    <td>
                      <b>{t(`imports.severity.${line.severity}`)}</b> {line.message}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
    </>
  );
}

function Records({ load }: { load: Load }): ReactNode {
  return (
    <Pages
      queryKey={["load-records", load.id, load.state, load.undo?.state]}
      ask={(cursor) =>
        ask("GET /loads/:id/records", { params: { id: load.id }, query: { limit: 50, cursor } })
      }
      empty={t("loads.noRecords")}
      rows={(records) => (
        <ul className="queue">
          {records.map((record) => (
            <RecordLine key={record.recordId} record={record} />
          ))}
        </ul>
      )}
    />
  );
}

function RecordLine({ record }: { record: RowOf<"GET /loads/:id/records"> }): ReactNode {
  return (
    <li>
      <b>{t(`loads.change.${record.change}`)}</b> {record.controlNumber} ·{" "}
      <a href={`/instance/${record.instanceId}`}>{record.title}</a>
      {!record.isCurrent && <span className="quiet"> · {t("loads.notCurrent")}</span>}
      <Differences of={record.differences} />
    </li>
  );
}

function Undo({ load, onOpen }: { load: Load; onOpen: (id: string) => void }): ReactNode {
  const act = useAct("load", "loads", "undo-preview");
  const preview = useQuery({
    queryKey: ["undo-preview", load.id, load.state, load.undo?.state],
    queryFn: () => ask("GET /loads/:id/undo", { params: { id: load.id } }),
  });
  const undo = (): void =>
    void act.run(() => ask("POST /loads/:id/undo", { params: { id: load.id } }), t("loads.undoBegun"));
  const left = preview.data ? preview.data.withdrawn + preview.data.returned + preview.data.holdings : 0;
  return (
    <>
      {load.undo && (
        <p role="status">
          {t(`loads.undoState.${load.undo.state}`)}{" "}
          <button type="button" onClick={() => onOpen(load.undo!.id)}>
            {t("loads.openUndo")}
          </button>
        </p>
      )}
      {preview.isError && <p role="alert">{explain(preview.error)}</p>}
      {preview.data && <Outlook preview={preview.data} />}
      {left > 0 && !isBeingUndone(load) && load.state !== "running" && load.state !== "waiting" && (
        <p className="actions">
          <TwicePressed label={t("loads.undo")} onPress={undo} />
        </p>
      )}
      <Said act={act} />
    </>
  );
}

/** What an undo would do, in numbers, and what stays by name. */
function Outlook({ preview }: { preview: Preview }): ReactNode {
  const stays = Object.entries(preview.stays).filter(([, n]) => n > 0);
  return (
    <>
      <ul>
        <li>{t("loads.wouldGo", { n: preview.withdrawn })}</li>
        <li>{t("loads.wouldReturn", { n: preview.returned })}</li>
        {preview.holdings > 0 && <li>{t("loads.wouldHoldings", { n: preview.holdings })}</li>}
        {stays.map(([reason, n]) => (
          <li key={reason}>{t("loads.wouldStay", { n, reason: t(`loads.stay.${reason}`) })}</li>
        ))}
      </ul>
      {preview.examples.length > 0 && (
        <ul className="queue">
          {preview.examples.map((one) => (
            <li key={`${one.controlNumber} ${one.reason}`}>
              {one.controlNumber} · {one.title} {one.barcode && <code>{one.barcode}</code>}{" "}
              <span className="quiet">{t(`loads.stay.${one.reason}`)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
