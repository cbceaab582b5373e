import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { questionFields, shownFormats } from "../../../server/src/copying/words.ts";
import { ask, explain } from "../api.ts";
import { Losses } from "../cataloguing/conversion/conversion.tsx";
import { Said, textOf, useAct } from "../consortium/fields.tsx";
import { Differences } from "../loads/differences.tsx";
import type { InputOf, RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { t } from "../text.ts";
import { Targets } from "./targets.tsx";

type Question = InputOf<"GET /copy-records">["query"];
type Format = (typeof shownFormats)[number];
type Found = RowOf<"GET /copy-records">;

const PAGE = 10;

/** Copy cataloguing: look for a record in a catalogue outside, compare it, take it over. */
export function CopyRecords(props: { session: Session }): ReactNode {
  const [question, setQuestion] = useState<Question | null>(null);
  const targets = useQuery({ queryKey: ["copy-targets"], queryFn: () => ask("GET /copy-targets") });
  // From a photo of the book at the bench.
  const isbn = new URLSearchParams(location.search).get("isbn") ?? "";
  const isOffice = props.session.roles.some((one) => one.role === "consortium-admin");
  const active = (targets.data?.items ?? []).filter((one) => one.isActive);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const given = [...questionFields, "onto" as const].flatMap((name) => {
      const text = textOf(data, name);
      return text === "" ? [] : [[name, text] as const];
    });
    const as = textOf(data, "as") as Format;
    setQuestion({ target: textOf(data, "target"), as, ...Object.fromEntries(given) });
  };
  return (
    <section>
      {targets.isError && <p role="alert">{explain(targets.error)}</p>}
      {targets.data && active.length === 0 && <p className="quiet">{t("copy.noTargets")}</p>}
      {active.length > 0 && (
        <form className="admin" onSubmit={submit} aria-label={t("copy.search")}>
          <div className="row">
            <label>
              {t("copy.target")}
              <select name="target">
                {active.map((one) => (
                  <option key={one.code} value={one.code}>
                    {one.name}
                  </option>
                ))}
              </select>
            </label>
            {questionFields.map((name) => (
              <label key={name}>
                {t(`copy.${name}`)}
                <input name={name} maxLength={300} defaultValue={name === "isbn" ? isbn : ""} />
              </label>
            ))}
            <label>
              {t("copy.onto")}
              <input name="onto" maxLength={100} />
            </label>
            <label>
              {t("copy.as")}
              <select name="as">
                {shownFormats.map((one) => (
                  <option key={one} value={one}>
                    {t(`copy.as.${one}`)}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <p className="actions">
            <button type="submit" className="primary">
              {t("copy.search")}
            </button>
          </p>
        </form>
      )}
      {question && <Results key={JSON.stringify(question)} question={question} />}
      {isOffice && targets.data && <Targets items={targets.data.items} presets={targets.data.presets} />}
    </section>
  );
}

function Results({ question }: { question: Question }): ReactNode {
  const [from, setFrom] = useState(1);
  const found = useQuery({
    queryKey: ["copy-records", question, from],
    queryFn: () => ask("GET /copy-records", { query: { ...question, from } }),
    retry: false,
  });
  if (found.isPending) return <p role="status">{t("copy.asking")}</p>;
  if (found.isError)
    return (
      <p role="alert" className="refused">
        {explain(found.error)}
      </p>
    );
  const { total, items, unread } = found.data;
  return (
    <>
      <h2>{t("copy.found", { n: total })}</h2>
      <ul className="queue">
        {items.map((one) => (
          <Line key={`${one.number} ${one.title}`} record={one} question={question} />
        ))}
      </ul>
      {unread.length > 0 && <p className="refused">{t("copy.unread", { n: unread.length })}</p>}
      <p className="tools">
        <button type="button" disabled={from === 1} onClick={() => setFrom(Math.max(1, from - PAGE))}>
          {t("imports.earlier")}
        </button>
        <button type="button" disabled={from + PAGE > total} onClick={() => setFrom(from + PAGE)}>
          {t("imports.later")}
        </button>
      </p>
    </>
  );
}

function Line({ record, question }: { record: Found; question: Question }): ReactNode {
  const act = useAct("copy-records");
  const [taken, setTaken] = useState<{ instanceId: number; controlNumber: string } | null>(null);
  // Compared with the record that was named, else with ours of the same title.
  const ours = question.onto ?? record.here?.ours ?? null;
  const take = (onto: string | null): void =>
    void act.run(async () => {
      setTaken(
        await ask("POST /copied-records", { body: { target: question.target, marc: record.marc, onto } }),
      );
    }, t("copy.taken"));
  return (
    <li>
      <b>{record.title}</b> {record.responsibility}{" "}
      <span className="quiet">{[record.publisher, record.year].filter(Boolean).join(", ")}</span>
      {record.here && (
        <>
          {" · "}
          <a href={`/staff/records/${record.here.instanceId}`}>
            {t("copy.here", { title: record.here.title })}
          </a>
          {record.here.ours && ` · ${t("copy.ours", { number: record.here.ours })}`}
        </>
      )}
      {record.convertedFrom && (
        <div>
          <p className="quiet">
            {t("copy.convertedFrom", { format: t(`records.flavour.${record.convertedFrom}`) })}
          </p>
          <Losses losses={record.losses} />
        </div>
      )}
      {record.differences.length > 0 && ours !== null && (
        <p className="quiet">{t("copy.wouldChange", { number: ours })}</p>
      )}
      <Differences of={record.differences} />
      <details>
        <summary>MARC</summary>
        <table className="compact">
          <tbody>
            {record.fields.map((field, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields repeat and have no key of their own
              <tr key={i}>
                <th>{field.tag}</th>
                <td>{field.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
      {taken ? (
        <a href={`/staff/records/${taken.instanceId}`}>{t("copy.open", { number: taken.controlNumber })}</a>
      ) : (
        <p className="tools">
          {ours !== null && (
            <button type="button" disabled={act.busy} onClick={() => take(ours)}>
              {t("copy.takeOnto", { number: ours })}
            </button>
          )}
          {question.onto === undefined && (
            <button type="button" disabled={act.busy} onClick={() => take(null)}>
              {t("copy.take")}
            </button>
          )}
        </p>
      )}
      <Said act={act} />
    </li>
  );
}
