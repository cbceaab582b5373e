import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { Pages } from "../pages.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { currentLanguage, date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { LoadPage } from "./load.tsx";
import { type Load, LoadMarks } from "./load-marks.tsx";
import { ImportProfiles } from "./profiles.tsx";
import { Upload } from "./upload.tsx";

const COLUMNS = [
  "read",
  "created",
  "updated",
  "unchanged",
  "matched",
  "rejected",
  "items",
  "warnings",
] as const satisfies (keyof Load["counts"])[];

/** Loads of a library: sending one, how each goes, what it told, and taking it back as a whole. */
export function Loads(props: { session: Session }): ReactNode {
  const [[id], go] = useSubPath("imports");
  const client = useQueryClient();
  const [turn, setTurn] = useState(0);
  if (id) return <LoadPage id={id} onBack={() => go()} onOpen={(other) => go(other)} />;
  const renew = (): void => {
    setTurn(turn + 1);
    void client.invalidateQueries({ queryKey: ["loads"] });
  };
  return (
    <section>
      <Upload session={props.session} onDone={renew} />
      {props.session.roles.some((one) => one.role === "member-admin") && <ImportProfiles />}
      <h2>{t("imports.history")}</h2>
      <Pages
        key={turn}
        queryKey={["loads", currentLanguage()]}
        ask={(cursor) => ask("GET /loads", { query: { limit: 50, cursor, language: currentLanguage() } })}
        empty={t("imports.empty")}
        refreshMs={2_000}
        rows={(items) => <Table items={items} onOpen={(load) => go(load.id)} />}
      />
    </section>
  );
}

function Table(props: { items: Load[]; onOpen: (load: Load) => void }): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("loads.load")}</th>
            <th>{t("imports.member")}</th>
            {COLUMNS.map((c) => (
              <th key={c} className="number">
                {t(`imports.${c}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.items.map((load) => (
            <tr key={load.id}>
              <td>
                <a
                  href={`/staff/imports/${load.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    props.onOpen(load);
                  }}
                >
                  {load.fileName}
                </a>{" "}
                <LoadMarks load={load} />
                <br />
                <span className="quiet">
                  {date(load.startedAt)} · {load.by ?? t("loads.byProgram")} ·{" "}
                  {t(`imports.state.${load.state}`)}
                </span>
                {load.state === "running" && (
                  <progress max={load.bytesTotal ?? 1} value={load.bytesDone} aria-label={load.fileName} />
                )}
                {load.error && (
                  <>
                    {" · "}
                    <strong className="refused">{load.error}</strong>
                  </>
                )}
              </td>
              <td>{load.memberCode}</td>
              {COLUMNS.map((c) => (
                <td key={c} className="number">
                  {load.counts[c]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
