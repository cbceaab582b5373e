import type { ReactElement } from "react";
import type { Explanation } from "../../../server/src/match-review/explain.ts";
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
  hrefOf(instanceId: number): string;
  libraryOf(memberId: number): string;
  records: {
    id: number;
    library: string;
    controlNumber: string;
    flavour: string;
    version: number;
    changed: string;
    /** Why matching put it here: with which record it was compared, and which came next. */
    decision: Explanation | null;
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
        <MarcRecordPart key={record.id} props={props} record={record} />
      ))}
    </Layout>
  );
}

function MarcRecordPart({
  props,
  record,
}: {
  props: MarcProps;
  record: MarcProps["records"][number];
}): ReactElement {
  const { t } = props.site;
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
      <Decision props={props} decision={record.decision} />
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
  props,
  decision,
}: {
  props: MarcProps;
  decision: Explanation | null;
}): ReactElement | null {
  const { t } = props.site;
  if (!decision) return null;
  const { partner, rival } = decision;
  return (
    <div className="marc-why">
      <p>{sentence(props, decision)}</p>
      <Reasons site={props.site} reasons={partner?.reasons ?? []} />
      {rival ? (
        <>
          <p>
            <a href={props.hrefOf(rival.instanceId)}>
              {t("matching.rival", {
                library: props.libraryOf(rival.memberId),
                number: rival.controlNumber,
                score: points(rival.score),
              })}
            </a>
          </p>
          <Reasons site={props.site} reasons={rival.reasons} />
        </>
      ) : null}
    </div>
  );
}

function points(score: number | null): string {
  return (score ?? 0).toFixed(1);
}

function sentence(props: MarcProps, { outcome, isPinned, partner, threshold }: Explanation): string {
  const { t } = props.site;
  if (outcome === "alone") return t("matching.alone");
  if (!partner) return t("matching.joinedOld");
  const named = { library: props.libraryOf(partner.memberId), number: partner.controlNumber };
  if (isPinned) return t("matching.pinned", named);
  return t("matching.joined", { ...named, score: points(partner.score), threshold: points(threshold) });
}

function Reasons(props: {
  site: SiteContext;
  reasons: NonNullable<Explanation["partner"]>["reasons"];
}): ReactElement | null {
  const { t } = props.site;
  if (props.reasons.length === 0) return null;
  return (
    <ul>
      {props.reasons.map((reason) => (
        <li key={reason.feature}>
          {t(`matching.feature.${reason.feature}`)}{" "}
          <span className="num">
            {reason.veto ? t("matching.veto") : `${reason.points > 0 ? "+" : "−"}${Math.abs(reason.points)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
