import type { ReactElement } from "react";
import { type Mark, StateMark } from "../../ui/state-mark.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One copy as it is now. `due`: when it is due back, in words of the page's language. */
export type ItemFacts = {
  id: number;
  place: string;
  /** Address of a plan on which the place is shown; null: its library gives none. */
  planUrl: string | null;
  callNumber: string;
  part: string;
  status: string;
  due: string | null;
};

/** What one library has. `summaries`: holdings it states without listing copies. */
export type LibraryHoldings = {
  name: string;
  mine: boolean;
  available: number;
  items: ItemFacts[];
  summaries: { place: string; callNumber: string; text: string }[];
  /** What it has of a serial: in a line, and year by year, the newest first. */
  runs: {
    place: string;
    callNumber: string;
    summary: string;
    /** Nothing more comes of it. */
    isClosed: boolean;
    years: { year: number; text: string; isWhole: boolean }[];
  }[];
  open: boolean;
};

const MARKS: Record<string, Mark> = {
  available: "yes",
  "reference-only": "yes",
  "set-aside": "wait",
  "in-transit": "wait",
  "on-hold-shelf": "wait",
  requested: "wait",
  missing: "bad",
  lost: "bad",
  damaged: "bad",
};

/** Library by library, the reader's own first: every copy with its state now. */
export function Holdings(props: {
  site: SiteContext;
  libraries: LibraryHoldings[];
  leftOut: number;
}): ReactElement {
  const { site, libraries, leftOut } = props;
  const { t } = site;
  if (libraries.length === 0) return <p className="quiet">{t("record.no-items")}</p>;
  return (
    <div className="libraries">
      {libraries.map((library) => (
        <details key={library.name} className="library" open={library.open}>
          <summary>
            <span className="library-name">{library.name}</span>
            {library.mine ? <span className="library-mine">{t("record.mine")}</span> : null}
            <span className="library-count">
              <LibraryCount site={site} library={library} />
            </span>
          </summary>
          {library.items.length > 0 ? <Items site={site} library={library} /> : null}
          {library.runs.map((run) => (
            <SerialRun key={run.place + run.callNumber} site={site} run={run} />
          ))}
          {library.summaries.map((holding) => (
            <p key={holding.place + holding.callNumber + holding.text} className="library-summary">
              {[holding.place, holding.callNumber, holding.text].filter(Boolean).join(" · ")}
            </p>
          ))}
        </details>
      ))}
      {leftOut > 0 ? <p className="quiet">{t("record.items.more", { count: leftOut })}</p> : null}
    </div>
  );
}

/** A run of a serial: its line, and behind it the years. */
function SerialRun(props: { site: SiteContext; run: LibraryHoldings["runs"][number] }): ReactElement {
  const { t } = props.site;
  const { place, callNumber, summary, isClosed, years } = props.run;
  const said = [place, callNumber, summary, isClosed ? t("record.serial.closed") : ""];
  return (
    <div className="library-summary">
      <p>{said.filter(Boolean).join(" · ")}</p>
      {years.length > 0 ? (
        <details>
          <summary>{t("record.serial.years")}</summary>
          <dl>
            {years.map((line) => (
              <div key={line.year}>
                <dt className="num">{line.year}</dt>
                <dd>{line.isWhole ? `${line.text} · ${t("record.serial.whole")}` : line.text}</dd>
              </div>
            ))}
          </dl>
        </details>
      ) : null}
    </div>
  );
}

function LibraryCount({ site, library }: { site: SiteContext; library: LibraryHoldings }): ReactElement {
  const { t } = site;
  if (library.items.length === 0 && library.runs.length > 0)
    return <span className="quiet">{t("record.serial")}</span>;
  if (library.items.length === 0) return <span className="quiet">{t("record.no-items")}</span>;
  if (library.available > 0)
    return <StateMark mark="yes">{t("record.items.available", { count: library.available })}</StateMark>;
  return <StateMark mark="wait">{t("record.items.none-available")}</StateMark>;
}

function Items({ site, library }: { site: SiteContext; library: LibraryHoldings }): ReactElement {
  const { t } = site;
  const withParts = library.items.some((item) => item.part !== "");
  return (
    <table className="items">
      <thead>
        <tr>
          <th scope="col">{t("record.items.place")}</th>
          <th scope="col">{t("record.items.call-number")}</th>
          {withParts ? <th scope="col">{t("record.items.part")}</th> : null}
          <th scope="col">{t("record.items.status")}</th>
        </tr>
      </thead>
      <tbody>
        {library.items.map((item) => (
          <tr key={item.id}>
            <td>
              {item.place}
              {item.planUrl === null ? null : (
                <>
                  {" "}
                  <a href={item.planUrl} rel="noreferrer">
                    {t("place.plan")}
                  </a>
                </>
              )}
            </td>
            <td className="num">{item.callNumber}</td>
            {withParts ? <td>{item.part}</td> : null}
            <td>
              <StateMark mark={MARKS[item.status] ?? "no"}>
                {item.status === "on-loan" && item.due !== null
                  ? t("status.on-loan-due", { date: item.due })
                  : t(`status.${item.status}`)}
              </StateMark>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
