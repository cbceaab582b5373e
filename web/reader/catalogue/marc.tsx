import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One MARC field: `value` of a control field, else indicators (␣ for a blank) and subfields. */
export type MarcLine = {
  tag: string;
  indicators: string;
  value: string | null;
  subfields: [code: string, value: string][];
};

/** The members' own records of one title, for staff. */
export type MarcProps = {
  site: SiteContext;
  title: Run;
  back: string;
  records: {
    id: number;
    library: string;
    controlNumber: string;
    flavour: string;
    version: number;
    changed: string;
    /** Why matching put it here; `points` null is a veto. */
    decision: {
      outcome: "joined" | "alone";
      score: number | null;
      reasons: { feature: string; points: number | null }[];
    } | null;
    leader: string;
    lines: MarcLine[];
    harvestHref: string;
  }[];
};

/** Every member's record as that member sent it, and why it stands with the others. */
export function MarcPage(props: MarcProps): ReactElement {
  const { site, title, records } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("marc.title", { title: title.value })} query="">
      <p>
        <a href={props.back}>{t("marc.back")}</a>
      </p>
      <h1>
        <RecordText run={title} />
      </h1>
      <p className="quiet">{t("marc.count", { count: records.length })}</p>
      {records.map((record) => (
        <MarcRecordPart key={record.id} site={site} record={record} />
      ))}
    </Layout>
  );
}

function MarcRecordPart({
  site,
  record,
}: {
  site: SiteContext;
  record: MarcProps["records"][number];
}): ReactElement {
  const { t } = site;
  return (
    <details className="marc" open>
      <summary>
        <h2>
          {record.library} <span className="num">{record.controlNumber}</span>
        </h2>
      </summary>
      <p className="quiet">
        {record.flavour} · {t("marc.version", { version: record.version, date: record.changed })} ·{" "}
        <a href={record.harvestHref}>MARCXML</a>
      </p>
      <Decision site={site} decision={record.decision} />
      <table>
        <caption className="vh">{t("marc.fields", { number: record.controlNumber })}</caption>
        <tbody>
          <tr>
            <th scope="row">LDR</th>
            <td />
            <td className="marc-fixed">{record.leader}</td>
          </tr>
          {record.lines.map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a record may repeat a field word for word; its place is its identity
            <tr key={i}>
              <th scope="row">{line.tag}</th>
              <td className="marc-fixed">{line.indicators}</td>
              <td>
                {line.value === null ? (
                  <Subfields line={line} />
                ) : (
                  <span className="marc-fixed">{line.value}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Subfields({ line }: { line: MarcLine }): ReactElement {
  return (
    <>
      {line.subfields.map(([code, value], i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: subfields repeat; their place is their identity
        <span key={i}>
          <b className="marc-code">${code}</b> {value}{" "}
        </span>
      ))}
    </>
  );
}

function Decision({
  site,
  decision,
}: {
  site: SiteContext;
  decision: MarcProps["records"][number]["decision"];
}): ReactElement | null {
  const { t } = site;
  if (!decision) return null;
  return (
    <div className="marc-why">
      <p>
        {decision.outcome === "joined"
          ? t("marc.joined", { score: (decision.score ?? 0).toFixed(1) })
          : t("marc.alone")}
      </p>
      {decision.reasons.length > 0 ? (
        <ul>
          {decision.reasons.map(({ feature, points }) => (
            <li key={feature}>
              <code>{feature}</code>{" "}
              <span className="num">
                {points === null ? t("marc.veto") : `${points > 0 ? "+" : ""}${points}`}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
