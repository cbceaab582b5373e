import type { MarcRecord } from "@commonshelf/marc/record";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import type { Answer } from "../operations.ts";
import { BoundPart } from "../placement/bound-part.tsx";
import { RunsPart } from "../serials/runs-part.tsx";
import { currentLanguage, date, languageName, t } from "../text.ts";
import { Items } from "./items.tsx";
import { JoinAndPart } from "./join-and-part.tsx";
import { Layers } from "./layers.tsx";
import { RecordAudience } from "./sharing/audience-choice.tsx";
import { Versions } from "./versions.tsx";
import { WithdrawRecord } from "./withdraw-record.tsx";

export type View = Answer<"GET /instances/:id/records">;
export type Item = View["items"][number];
export type Layer = View["records"][number];

const PATHS = { "zh-Hans": "/zh-hans", "zh-Hant": "/zh-hant", en: "/en" };
const PARTS = ["shared", "layers", "items", "versions"] as const;
type Part = (typeof PARTS)[number];

/** A title: what readers see and where it comes from, the libraries' records side by side, copies, versions. */
export function RecordPage(props: {
  instanceId: number;
  onBack: () => void;
  /** Another title's page: where the records stand now. */
  onOpen: (instanceId: number) => void;
  onEdit: (layer: Layer, from?: MarcRecord) => void;
  onCopy: (layer: Layer) => void;
}): ReactNode {
  const [part, setPart] = useState<Part>("shared");
  const query = useQuery({
    queryKey: ["record", props.instanceId],
    queryFn: () => ask("GET /instances/:id/records", { params: { id: props.instanceId } }),
  });
  if (query.isPending) return <p role="status">{t("app.loading")}</p>;
  if (query.isError)
    return (
      <p role="alert" className="refused">
        {explain(query.error)}{" "}
        <button type="button" onClick={props.onBack}>
          {t("records.back")}
        </button>
      </p>
    );
  const view = query.data;
  return (
    <section>
      <p className="tools">
        <button type="button" onClick={props.onBack}>
          {t("records.back")}
        </button>
        <a href={`${PATHS[currentLanguage()]}/instance/${view.instanceId}`}>{t("records.readers")}</a>
      </p>
      <h2 className="title">{view.title}</h2>
      <Deeds view={view} onBack={props.onBack} onEdit={props.onEdit} onCopy={props.onCopy} />
      {view.records
        .filter((record) => record.mayEdit)
        .map((record) => (
          <RecordAudience key={record.id} layer={record} onPlaced={props.onOpen} />
        ))}
      {view.records.some((record) => record.mayEdit) && <JoinAndPart view={view} onPlaced={props.onOpen} />}
      <div className="parts" role="tablist" aria-label={view.title}>
        {PARTS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={one === part}
            onClick={() => setPart(one)}
          >
            {t(`records.part.${one}`)}
          </button>
        ))}
      </div>
      {part === "shared" && <Shared view={view} />}
      {part === "layers" && <Layers records={view.records} />}
      {part === "items" && (
        <>
          <Items view={view} />
          <BoundPart instanceId={view.instanceId} own={ownItems(view)} />
          <RunsPart instanceId={view.instanceId} records={view.records.filter((record) => record.mayEdit)} />
        </>
      )}
      {part === "versions" && <Versions records={view.records} onEdit={props.onEdit} />}
    </section>
  );
}

/** Copies of the title that may be worked on here, with their library. */
function ownItems(view: View): (Item & { member: string })[] {
  return view.records
    .filter((record) => record.mayEdit)
    .flatMap(({ id, member }) =>
      view.items.filter((item) => item.recordId === id).map((item) => ({ ...item, member })),
    );
}

/** What this cataloguer can do here: change the own library's records; where it has none, take another's over. */
function Deeds(props: {
  view: View;
  onBack: () => void;
  onEdit: (layer: Layer) => void;
  onCopy: (layer: Layer) => void;
}): ReactNode {
  const own = props.view.records.filter((record) => record.mayEdit);
  const [first] = props.view.records;
  return (
    <p className="actions">
      {own.map((record) => (
        <button key={record.id} type="button" onClick={() => props.onEdit(record)}>
          {t("records.edit", { member: record.member, number: record.controlNumber })}
        </button>
      ))}
      {own
        .filter(
          (record) =>
            !props.view.items.some((one) => one.recordId === record.id && one.condition !== "withdrawn"),
        )
        .map((record) => (
          <WithdrawRecord key={`withdraw ${record.id}`} record={record} onDone={props.onBack} />
        ))}
      {own.length === 0 && first && (
        <button type="button" onClick={() => props.onCopy(first)}>
          {t("records.takeOver")}
        </button>
      )}
    </p>
  );
}

/** What readers see, each value with the libraries whose record says so. */
function Shared({ view }: { view: View }): ReactNode {
  const sources = new Map(view.records.map((record) => [record.id, record]));
  return (
    <dl className="facts wide">
      {view.shared.map(({ field, values }) => (
        <div key={field}>
          <dt>{t(`records.field.${field}`)}</dt>
          <dd>
            {values.map(({ text, from }) => (
              <p key={text} className="said-by">
                <span>{inWords(field, text)}</span>
                <span className="quiet">
                  {from.length === 0
                    ? t("records.merged")
                    : from.map((id) => <Source key={id} record={sources.get(id)!} />)}
                </span>
              </p>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What stands as a code in the shared description, in words. */
function inWords(field: View["shared"][number]["field"], text: string): string {
  if (field === "languages") return languageName(text);
  return field === "type" || field === "carrier" ? t(`records.${field}.${text}`) : text;
}

/** Whose record says it, in which version, since when. */
function Source({ record }: { record: Layer }): ReactNode {
  const since = t("records.source", { version: record.version, at: date(record.at) });
  return (
    <span className="source" title={[since, record.by, record.load?.fileName].filter(Boolean).join(" · ")}>
      {record.member} <small>v{record.version}</small>
    </span>
  );
}
