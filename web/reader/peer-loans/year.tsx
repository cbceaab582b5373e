import type { ReactElement } from "react";
import type { YearInReview } from "../../../server/src/peer-loans/index.ts";
import { SharingFrame, type SharingSite } from "../frame/readers/frame.tsx";

const FIGURES = ["borrowed", "lent", "given", "received", "published", "partners"] as const;

/** A reader's year among readers: figures, months, and the titles of those who keep a diary. */
export function YearPage(props: {
  site: SharingSite;
  facts: YearInReview;
  travels: { started: number; found: number };
  keepsDiary: boolean;
  thisYear: number;
}): ReactElement {
  const { site, facts, travels, keepsDiary, thisYear } = props;
  const { t, base } = site;
  const { year } = facts;
  const figures = [
    ...FIGURES.map((name) => ({ name, value: facts[name] })),
    { name: "drifted", value: travels.started },
    { name: "found", value: travels.found },
  ].filter(({ value }) => value > 0);
  return (
    <SharingFrame site={site} tab="loans" title={t("sharing.year", { year: String(year) })}>
      <h1>{t("sharing.year", { year: String(year) })}</h1>
      <Years site={site} year={year} last={thisYear} />
      <dl className="alliance-figures">
        {figures.map(({ name, value }) => (
          <div key={name}>
            <dt>{t(`sharing.year.${name}`)}</dt>
            <dd className="num">{t("number", { value })}</dd>
          </div>
        ))}
      </dl>
      {figures.length === 0 ? (
        <p className="sharing-none">
          {t("sharing.year.none")} <a href={`${base}/sharing/near`}>{t("sharing.tab.near")}</a>
        </p>
      ) : null}
      {facts.months.some((count) => count > 0) ? <Months site={site} months={facts.months} /> : null}
      <h2 className="song">{t("sharing.year.titles")}</h2>
      <Titles site={site} titles={facts.titles} keepsDiary={keepsDiary} />
    </SharingFrame>
  );
}

/** This year and the two before it. */
function Years({ site, year, last }: { site: SharingSite; year: number; last: number }): ReactElement {
  const { t, base } = site;
  return (
    <nav className="sharing-chips" aria-label={t("sharing.year.others")}>
      {[last, last - 1, last - 2].map((one) => (
        <a key={one} href={`${base}/sharing/year?y=${one}`} aria-current={one === year ? "page" : undefined}>
          {one}
        </a>
      ))}
    </nav>
  );
}

/** Books got in each month, as bars. */
function Months({ site: { t }, months: counts }: { site: SharingSite; months: number[] }): ReactElement {
  const months = counts.map((count, i) => ({ month: i + 1, count }));
  const most = Math.max(1, ...counts);
  return (
    <>
      <h2 className="song">{t("sharing.year.months")}</h2>
      <svg className="year-months" viewBox="0 0 120 44" role="img" aria-label={t("sharing.year.months")}>
        {months.map(({ month, count }) => (
          <g key={month}>
            <title>{t("sharing.year.month", { month: String(month), count })}</title>
            <rect
              x={month * 10 - 9}
              y={34 - (32 * count) / most}
              width={8}
              height={(32 * count) / most + 0.5}
            />
            <text x={month * 10 - 5} y={42} textAnchor="middle">
              {month}
            </text>
          </g>
        ))}
      </svg>
    </>
  );
}

function Titles(props: {
  site: SharingSite;
  titles: YearInReview["titles"];
  keepsDiary: boolean;
}): ReactElement {
  const { t } = props.site;
  if (props.titles.length === 0)
    return (
      <p className="sharing-none">
        {t(props.keepsDiary ? "sharing.year.no-titles" : "sharing.year.no-diary")}
      </p>
    );
  return (
    <ul className="plain-list">
      {props.titles.map((one) => (
        <li key={one.side + one.title}>
          {one.title} <span className="quiet">{t(`sharing.side.${one.side}`)}</span>
        </li>
      ))}
    </ul>
  );
}
