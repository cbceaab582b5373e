import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type StagedChange, stagedChanges } from "../../../server/src/loads/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, useAct } from "../consortium/fields.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import { t } from "../text.ts";
import { Differences } from "./differences.tsx";

type Load = Answer<"GET /loads/:id">;

/** A load before it counts: what it would do to every record, and the decision. */
export function Staged(props: { load: Load; onOpen: (id: string) => void }): ReactNode {
  const { load } = props;
  const [show, setShow] = useState<StagedChange | undefined>();
  const counts = useQuery({
    queryKey: ["staged-counts", load.id, load.state],
    queryFn: async () =>
      (await ask("GET /loads/:id/staged", { params: { id: load.id }, query: { limit: 1 } })).counts,
  });
  return (
    <>
      <Decision load={load} onOpen={props.onOpen} />
      <p className="tools">
        <button type="button" aria-pressed={show === undefined} onClick={() => setShow(undefined)}>
          {t("loads.all")}
        </button>
        {stagedChanges.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={show === one}
            disabled={counts.data?.[one] === 0}
            onClick={() => setShow(one)}
          >
            {t(`loads.show.${one}`)} {counts.data?.[one] ?? ""}
          </button>
        ))}
      </p>
      <p className="quiet">
        {t("loads.stagedRest", { unchanged: load.counts.unchanged, rejected: load.counts.rejected })}
      </p>
      <Pages
        key={show ?? "all"}
        queryKey={["staged", load.id, load.state, show]}
        ask={(cursor) =>
          ask("GET /loads/:id/staged", { params: { id: load.id }, query: { limit: 50, cursor, show } })
        }
        empty={t("loads.noRecords")}
        rows={(records) => (
          <ul className="queue">
            {records.map((record) => (
              <StagedLine key={record.line} record={record} />
            ))}
          </ul>
        )}
      />
    </>
  );
}

function StagedLine({ record }: { record: RowOf<"GET /loads/:id/staged"> }): ReactNode {
  return (
    <li>
      <b>{t(`loads.change.${record.change}`)}</b> {record.controlNumber} · {record.title}
      {record.isDoubtful && <strong className="refused"> · {t("loads.show.doubtful")}</strong>}
      {record.joins && (
        <>
          {" · "}
          {t("loads.joins")} <a href={`/instance/${record.joins.instanceId}`}>{record.joins.title}</a>
        </>
      )}
      <Differences of={record.differences} />
    </li>
  );
}

function Decision(props: { load: Load; onOpen: (id: string) => void }): ReactNode {
  const { load } = props;
  const act = useAct("load", "loads");
  if (load.staged?.state === "accepted")
    return (
      <p>
        {t("loads.accepted")}{" "}
        <button type="button" onClick={() => props.onOpen(load.staged!.acceptedAs!)}>
          {t("loads.openAccepted")}
        </button>
      </p>
    );
  if (load.staged?.state === "discarded") return <p>{t("loads.discarded")}</p>;
  if (load.state !== "done" && load.state !== "failed") return <p role="status">{t("loads.looking")}</p>;
  const accept = (): void =>
    void act.run(async () => {
      const { id } = await ask("POST /loads/:id/acceptance", { params: { id: load.id } });
      props.onOpen(id);
    }, t("loads.accepted"));
  const discard = (): void =>
    void act.run(() => ask("DELETE /loads/:id/staged", { params: { id: load.id } }), t("loads.discarded"));
  return (
    <>
      <p className="actions">
        {load.state === "done" && (
          <button type="button" className="primary" disabled={act.busy} onClick={accept}>
            {t("loads.accept")}
          </button>
        )}
        <TwicePressed label={t("loads.discard")} onPress={discard} />
      </p>
      <Said act={act} />
    </>
  );
}
