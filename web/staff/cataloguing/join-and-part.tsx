import { fromCompact } from "@commonshelf/marc/record";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import { t } from "../text.ts";
import { FieldLine } from "./field-line.tsx";
import { find, type Hit } from "./find.tsx";
import type { Layer, View } from "./record-page.tsx";

type Task = "join" | "part";

/**
 * Says that this title and another are one, or that some of its records describe something else. Either asks first what
 * will stand where; afterwards the page of the place is opened (`onPlaced`).
 */
export function JoinAndPart(props: { view: View; onPlaced: (instanceId: number) => void }): ReactNode {
  const { view } = props;
  const client = useQueryClient();
  const act = useAct("records");
  const [task, setTask] = useState<Task | null>(null);
  const place = async (run: () => Promise<{ instanceId: number }>): Promise<void> => {
    let instanceId = 0;
    const isDone = await act.run(async () => {
      ({ instanceId } = await run());
    }, "");
    if (!isDone) return;
    setTask(null);
    await client.invalidateQueries({ queryKey: ["record"] });
    props.onPlaced(instanceId);
  };
  const params = { id: view.instanceId };
  return (
    <div className="join-and-part">
      <p className="actions">
        <button type="button" aria-expanded={task === "join"} onClick={() => setTask("join")}>
          {t("records.join")}
        </button>
        {view.records.length > 1 && (
          <button type="button" aria-expanded={task === "part"} onClick={() => setTask("part")}>
            {t("records.parting")}
          </button>
        )}
      </p>
      {task === "join" && (
        <Join
          view={view}
          act={act}
          onClose={() => setTask(null)}
          onJoin={(other, why) =>
            void place(() => ask("POST /instances/:id/joins", { params, body: { with: other, why } }))
          }
        />
      )}
      {task === "part" && (
        <Part
          instanceId={view.instanceId}
          records={view.records}
          act={act}
          onClose={() => setTask(null)}
          onPart={(recordIds, why) =>
            void place(() => ask("POST /instances/:id/partings", { params, body: { recordIds, why } }))
          }
        />
      )}
      <Said act={act} />
    </div>
  );
}

/** The other title is looked for as on the bench; the one that is chosen is asked about. */
function Join(props: {
  view: View;
  act: Act;
  onClose: () => void;
  onJoin: (other: number, why: string) => void;
}): ReactNode {
  const [q, setQ] = useState("");
  const [other, setOther] = useState<Hit | null>(null);
  const hits = useQuery({ queryKey: ["records", q], enabled: q !== "", queryFn: () => find(q) });
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setOther(null);
    setQ(textOf(new FormData(event.currentTarget), "q"));
  };
  return (
    <section className="beside-task" aria-label={t("records.join")}>
      <form className="actions" onSubmit={search}>
        <label>
          {t("records.joinFind")}{" "}
          {/* biome-ignore lint/a11y/noAutofocus: the button that opens it asks for the other title */}
          <input name="q" required autoFocus maxLength={200} autoComplete="off" />
        </label>
        <button type="submit">{t("records.joinSearch")}</button>
        <button type="button" onClick={props.onClose}>
          {t("app.close")}
        </button>
      </form>
      {q !== "" && !other && (
        <ListState
          query={hits}
          empty={t("records.none")}
          rows={(items) => <Others items={items} own={props.view.instanceId} onChoose={setOther} />}
        />
      )}
      {other && (
        <Ask
          act={props.act}
          label={t("records.joinNow")}
          onSay={(why) => props.onJoin(other.id, why)}
          onBack={() => setOther(null)}
        >
          <p>
            <cite>{props.view.title}</cite> <span className="quiet">+</span> <cite>{other.title}</cite>{" "}
            <span className="quiet">{[other.who, other.facts].filter(Boolean).join(" · ")}</span>
          </p>
          <p>{t("records.joinSays", { count: props.view.records.length })}</p>
        </Ask>
      )}
    </section>
  );
}

function Others(props: { items: Hit[]; own: number; onChoose: (hit: Hit) => void }): ReactNode {
  const others = props.items.filter((hit) => hit.id !== props.own && hit.withdrawn === undefined);
  if (others.length === 0) return <p className="quiet">{t("records.joinNone")}</p>;
  return (
    <ul className="lines">
      {others.map((hit) => (
        <li key={hit.id}>
          <button type="button" onClick={() => props.onChoose(hit)}>
            {t("records.joinChoose")}
          </button>
          <span>
            <a href={`/staff/records/${hit.id}`} target="_blank" rel="noreferrer">
              <cite>{hit.title}</cite>
            </a>{" "}
            <span className="quiet">{[hit.who, hit.facts, hit.by].filter(Boolean).join(" · ")}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Which records leave; one at least stays. */
function Part(props: {
  instanceId: number;
  records: Layer[];
  act: Act;
  onClose: () => void;
  onPart: (recordIds: number[], why: string) => void;
}): ReactNode {
  const [leaving, setLeaving] = useState<ReadonlySet<number>>(new Set());
  const [asked, setAsked] = useState(false);
  const toggle = (id: number): void => {
    const next = new Set(leaving);
    if (!next.delete(id)) next.add(id);
    setLeaving(next);
    setAsked(false);
  };
  const isAll = leaving.size === props.records.length;
  return (
    <section className="beside-task" aria-label={t("records.parting")}>
      <fieldset>
        <legend>{t("records.partWhich")}</legend>
        {props.records.map((record) => (
          <label key={record.id} className="check">
            <input type="checkbox" checked={leaving.has(record.id)} onChange={() => toggle(record.id)} />{" "}
            {record.member} <code>{record.controlNumber}</code> <TitleField record={record} />
          </label>
        ))}
      </fieldset>
      {asked ? (
        <Ask
          act={props.act}
          label={t("records.partNow")}
          onSay={(why) => props.onPart([...leaving], why)}
          onBack={() => setAsked(false)}
        >
          <p>
            {t("records.partSays", {
              count: leaving.size,
              rest: props.records.length - leaving.size,
            })}
          </p>
          <Followers instanceId={props.instanceId} leaving={[...leaving]} />
        </Ask>
      ) : (
        <p className="actions">
          <button type="button" disabled={leaving.size === 0 || isAll} onClick={() => setAsked(true)}>
            {t("records.partNext")}
          </button>
          <button type="button" onClick={props.onClose}>
            {t("app.close")}
          </button>
          {isAll && <span className="refused">{t("problem.nothing-left")}</span>}
        </p>
      )}
    </section>
  );
}

/** What readers made of the title, kind by kind: what goes with the records that leave, and what stays. */
function Followers(props: { instanceId: number; leaving: number[] }): ReactNode {
  const records = props.leaving.join(",");
  const found = useQuery({
    // By itself: what is read anew after a parting must not ask about records that have left.
    queryKey: ["parting-preview", props.instanceId, records],
    gcTime: 0,
    queryFn: () =>
      ask("GET /instances/:id/parting-preview", { params: { id: props.instanceId }, query: { records } }),
  });
  if (found.isPending) return <p role="status">{t("app.loading")}</p>;
  if (found.isError)
    return (
      <p role="alert" className="refused">
        {explain(found.error)}
      </p>
    );
  const kinds = found.data.items.filter((one) => one.follow + one.stay + one.unsure > 0);
  if (kinds.length === 0) return null;
  const unsure = kinds.reduce((sum, one) => sum + one.unsure, 0);
  return (
    <>
      <p>{t("records.partFollows")}</p>
      <ul>
        {kinds.map((one) => (
          <li key={one.kind}>
            {t("records.partHangLine", {
              kind: t(`records.partHang.${one.kind}`),
              follow: one.follow,
              stay: one.stay + one.unsure,
            })}
          </li>
        ))}
      </ul>
      {unsure > 0 && <p>{t("records.partHangUnsure", { count: unsure })}</p>}
    </>
  );
}

/** The field of a record that says its title: 200 in CNMARC, 245 in MARC 21. */
function TitleField({ record }: { record: Layer }): ReactNode {
  const field = fromCompact(record.marc).fields.find(({ tag }) => tag === "200" || tag === "245");
  return field ? <FieldLine field={field} /> : null;
}

/** What will happen, why it is done, and the last word. */
function Ask(props: {
  act: Act;
  label: string;
  onSay: (why: string) => void;
  onBack: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <form
      className="ask"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSay(textOf(new FormData(event.currentTarget), "why"));
      }}
    >
      {props.children}
      <label>
        {t("records.placeWhy")} <input name="why" maxLength={1000} />
      </label>
      <button type="submit" className="primary" disabled={props.act.busy}>
        {props.label}
      </button>
      <button type="button" onClick={props.onBack}>
        {t("records.placeBack")}
      </button>
    </form>
  );
}
