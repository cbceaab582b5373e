import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import type { Field } from "../../../server/src/collections/schema.ts";
import type { sampleSchema } from "../../../server/src/object-harvests/schema.ts";
import { intervals, sourceKinds } from "../../../server/src/object-harvests/words.ts";
import { ask, explain } from "../api.ts";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { hasText, pick, t } from "../text.ts";
import { useDraft } from "./draft.tsx";
import { failureInWords, reasonInWords } from "./harvest-words.ts";

type Source = RowOf<"GET /collections/:slug/harvest-sources">;
type Sample = z.output<typeof sampleSchema>;
type Kind = (typeof sourceKinds)[number];

/** Where objects come from by themselves: tried, set up, looked at, stopped. */
export function HarvestPart({ slug }: { slug: string }): ReactNode {
  const act = useAct("object-sources", "collection-objects", "collections-worked");
  const query = useQuery({
    queryKey: ["object-sources", slug],
    queryFn: async () => (await ask("GET /collections/:slug/harvest-sources", { params: { slug } })).items,
    refetchInterval: 10_000,
  });
  const fields = useDraft(slug).data?.config.fields ?? [];
  const labelOf = (key: string): string => pick(fields.find((one) => one.key === key)?.label ?? {}) || key;
  return (
    <section>
      <p className="quiet">{t("collections.harvest.how")}</p>
      <Said act={act} />
      {query.isError ? <p role="alert">{explain(query.error)}</p> : null}
      <ul className="asked-lines">
        {(query.data ?? []).map((one) => (
          <li key={one.id}>
            <SourceLine one={one} act={act} labelOf={labelOf} />
          </li>
        ))}
      </ul>
      <NewSource slug={slug} act={act} />
    </section>
  );
}

type SourceProps = { one: Source; act: Act; labelOf: (field: string) => string };

function SourceLine({ one, act, labelOf }: SourceProps): ReactNode {
  const params = { id: one.id };
  const begin = (isWhole: boolean): void =>
    void act.run(
      () => ask("POST /object-sources/:id/harvests", { params, body: { isWhole } }),
      t("collections.harvest.begun"),
    );
  const stop = (): void => {
    const { id: _id, harvestedUntil: _until, last: _last, ...rest } = one;
    void act.run(
      () => ask("PUT /object-sources/:id", { params, body: { ...rest, active: !one.active } }),
      t(one.active ? "collections.harvest.stopped" : "collections.harvest.resumed"),
    );
  };
  return (
    <>
      <p>
        <b>{one.name}</b> {t(`collections.harvest.kind.${one.kind}`)} <span className="quiet">{one.url}</span>{" "}
        {one.active ? t(`collections.harvest.every.${one.every}`) : t("collections.harvest.is-stopped")}
      </p>
      {one.last ? (
        <p className="quiet">
          {new Date(one.last.startedAt).toLocaleString()} · {t(`collections.harvest.state.${one.last.state}`)}{" "}
          ·{" "}
          {t("collections.harvest.came", {
            records: one.last.records,
            deletions: one.last.deletions,
            refused: one.last.refused,
          })}
        </p>
      ) : null}
      {one.last?.error ? (
        <p className="refused">{failureInWords(one.last.error, one.last.detail ?? "", { t, hasText })}</p>
      ) : null}
      {one.last && one.last.refusedLines.length > 0 ? (
        <details>
          <summary>{t("collections.harvest.refused")}</summary>
          <ul>
            {one.last.refusedLines.map((line) => (
              <li key={line.identifier}>
                {line.identifier}{" "}
                <span className="quiet">{reasonInWords(line.reason, labelOf, { t, hasText })}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {one.agreement ? <p className="quiet">{one.agreement}</p> : null}
      <p className="actions">
        <button type="button" disabled={act.busy} onClick={() => begin(false)}>
          {t("collections.harvest.now")}
        </button>
        <button type="button" disabled={act.busy} onClick={() => begin(true)}>
          {t("collections.harvest.whole")}
        </button>
        <button type="button" disabled={act.busy} onClick={stop}>
          {t(one.active ? "collections.harvest.stop" : "collections.harvest.resume")}
        </button>
      </p>
      <Reconciliation id={one.id} />
    </>
  );
}

/** Source and collection side by side, when it is wanted. */
function Reconciliation({ id }: { id: number }): ReactNode {
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ["object-sources", "reconciliation", id],
    queryFn: () => ask("GET /object-sources/:id/reconciliation", { params: { id } }),
    enabled: open,
  });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("collections.harvest.reconcile")}</summary>
      {query.data ? (
        <>
          <p>
            {t("collections.harvest.sides", {
              source: query.data.atSource,
              here: query.data.here,
              missingHere: query.data.missingHereCount,
              missingThere: query.data.missingThereCount,
            })}
          </p>
          <p className="quiet">{[...query.data.missingHere, ...query.data.missingThere].join(" · ")}</p>
        </>
      ) : null}
    </details>
  );
}

type Asked = { kind: Kind; url: string; prefix: string; setSpec: string };

/** A new source: its address, what comes from it, where that goes, and how often. */
function NewSource({ slug, act }: { slug: string; act: Act }): ReactNode {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [sample, setSample] = useState<Sample | null>(null);
  const tryIt = (next: Asked, mapping: Sample["mapping"] | null): void => {
    setAsked(next);
    void act.run(async () => {
      const body = { ...next, mapping };
      setSample(await ask("POST /collections/:slug/harvest-samples", { params: { slug }, body }));
    }, t("collections.harvest.tried"));
  };
  return (
    <details className="front-part">
      <summary>{t("collections.harvest.new")}</summary>
      <AddressForm busy={act.busy} onTry={(next) => tryIt(next, null)} />
      {asked && sample ? (
        <SampleTable
          slug={slug}
          sample={sample}
          onMap={(mapping) => tryIt(asked, mapping)}
          onKeep={(more) =>
            void act.run(
              () =>
                ask("POST /collections/:slug/harvest-sources", {
                  params: { slug },
                  body: { ...asked, ...more, mapping: sample.mapping },
                }),
              t("collections.harvest.kept"),
            )
          }
        />
      ) : null}
    </details>
  );
}

/** What is asked of another platform. */
function AddressForm(props: { busy: boolean; onTry: (asked: Asked) => void }): ReactNode {
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const kind = textOf(data, "kind") as Kind;
    props.onTry({
      kind,
      url: textOf(data, "url"),
      prefix: textOf(data, "prefix"),
      setSpec: textOf(data, "setSpec"),
    });
  };
  return (
    <form className="admin" onSubmit={send}>
      <div className="row">
        <label>
          {t("collections.harvest.kind")}
          <select name="kind">
            {sourceKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`collections.harvest.kind.${kind}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("collections.harvest.url")}
          <input name="url" type="url" required maxLength={500} />
        </label>
        <label>
          {t("collections.harvest.prefix")}
          <input name="prefix" maxLength={60} placeholder="oai_dc" />
        </label>
        <label>
          {t("collections.harvest.set")}
          <input name="setSpec" maxLength={200} />
        </label>
        <button type="submit" disabled={props.busy}>
          {t("collections.harvest.try")}
        </button>
      </div>
    </form>
  );
}

type More = { name: string; every: (typeof intervals)[number]; agreement: string };

function SampleTable(props: {
  slug: string;
  sample: Sample;
  onMap: (mapping: Sample["mapping"]) => void;
  onKeep: (more: More) => void;
}): ReactNode {
  const { sample } = props;
  const fields = useDraft(props.slug).data?.config.fields ?? [];
  const keep = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    props.onKeep({
      name: textOf(data, "name"),
      every: textOf(data, "every") as More["every"],
      agreement: textOf(data, "agreement"),
    });
  };
  return (
    <>
      <SampleRows fields={fields} sample={sample} onMap={props.onMap} />
      <form className="row" onSubmit={keep}>
        <label>
          {t("collections.harvest.name")}
          <input name="name" required maxLength={80} />
        </label>
        <label>
          {t("collections.harvest.every")}
          <select name="every" defaultValue="night">
            {intervals.map((one) => (
              <option key={one} value={one}>
                {t(`collections.harvest.every.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("collections.harvest.agreement")}
          <input name="agreement" maxLength={2000} />
        </label>
        <button type="submit" className="primary">
          {t("collections.harvest.keep")}
        </button>
      </form>
    </>
  );
}

/** The first records, and above each column where it goes. */
function SampleRows(props: {
  fields: readonly Field[];
  sample: Sample;
  onMap: (mapping: Sample["mapping"]) => void;
}): ReactNode {
  const { fields, sample } = props;
  return (
    <table className="lines">
      <thead>
        <tr>
          {sample.columns.map((column) => (
            <th key={column} scope="col">
              {column}
              <select
                aria-label={t("collections.harvest.goes", { column })}
                value={sample.mapping[column] ?? ""}
                onChange={(event) => props.onMap({ ...sample.mapping, [column]: event.target.value || null })}
              >
                <option value="">—</option>
                {fields.map((field) => (
                  <option key={field.key} value={field.key}>
                    {pick(field.label) || field.key}
                  </option>
                ))}
              </select>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sample.rows.map((row) => (
          <tr key={row.identifier} className={row.errors.length > 0 ? "refused" : undefined}>
            {sample.columns.map((column) => (
              <td key={column}>
                {row.cells[column]?.slice(0, 120)}
                {row.errors
                  .filter((one) => one.field === sample.mapping[column])
                  .map((one) => (
                    <span key={one.code} className="refused">
                      {" "}
                      {t(`collections.error.${one.code}`, { detail: one.detail })}
                    </span>
                  ))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
