import type { ReactElement, ReactNode } from "react";
import { StateMark } from "../../ui/state-mark.tsx";
import { floorName } from "../frame/place-name.ts";
import type { SiteContext } from "../frame/site-context.ts";
import type { RowFacts } from "./result-row.tsx";

/** A library that holds a title, by its short name; where its best copy stands: on the shelf rather than away. */
export type Holder = {
  name: string;
  mine: boolean;
  place: string;
  /** As its library says it: 3, B1; empty: it says nothing. */
  floor: string;
  callNumber: string;
  copies: number;
  available: number;
  /** Why none can be taken when none is available: lent, read in the library only, or something else. */
  away: "on-loan" | "reference-only" | "other";
};

/** What is said of a library that can lend none now; in the library it can be read. */
const AWAY = {
  "on-loan": { mark: "wait", key: "row.out" },
  "reference-only": { mark: "yes", key: "status.reference-only" },
  other: { mark: "wait", key: "row.away" },
} as const;

/** Copies that can be had outside libraries: of readers this one may ask, and at nests. */
export type NearFacts = { people: number; nests: number };

/** One line: where it is and whether it can be had now. Opened, it shows all libraries and what else belongs to the row. */
export function RowHoldings({
  site,
  row,
  children,
}: {
  site: SiteContext;
  row: RowFacts;
  children: ReactNode;
}): ReactElement {
  const { t } = site;
  return (
    <details className="row-more">
      <summary>
        <Line site={site} row={row} />
      </summary>
      {row.holders.length > 0 ? (
        <ul className="row-holders" aria-label={t("holders.legend")}>
          {row.holders.map((holder) => (
            <li key={holder.name} className={holder.mine ? "holder-mine" : undefined}>
              <span>{holder.mine ? t("holders.mine", { name: holder.name }) : holder.name}</span>
              <span>{[standsAt(holder, t), holder.callNumber].filter(Boolean).join(" ")}</span>
              <span className="num">
                {holder.copies === 0
                  ? t("row.not-listed")
                  : t("row.copies", { available: holder.available, copies: holder.copies })}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {children}
    </details>
  );
}

/** `本馆 · 总馆 3 楼 I242.4 · ● 现在可取 · 另 3 馆在架 · 身边 2 本`: the reader's library, else the nearest with a copy in. */
function Line({ site: { t }, row }: { site: SiteContext; row: RowFacts }): ReactElement {
  const { holders, availability, near } = row;
  const [first, ...others] = holders;
  const isHeld = availability.copies > 0 && first !== undefined;
  const free = others.filter((other) => other.available > 0).length;
  return (
    <span className={isHeld ? "line line-held" : "line"}>
      <span className="line-state">
        {isHeld ? (
          <StateMark mark={first.available > 0 ? "yes" : AWAY[first.away].mark}>
            {t(first.available === 0 ? AWAY[first.away].key : first.mine ? "row.take" : "row.on-shelf")}
          </StateMark>
        ) : (
          <StateMark mark={availability.online ? "yes" : "no"}>
            {t(availability.online ? "availability.online" : "row.no-copies")}
          </StateMark>
        )}
      </span>
      {isHeld ? <span className="line-library">{first.mine ? t("row.mine") : first.name}</span> : null}
      {isHeld && (first.place || first.floor || first.callNumber) ? (
        <span className={first.mine ? "line-place" : "line-place line-far"}>
          <span className="line-stands">{standsAt(first, t)}</span> <span>{first.callNumber}</span>
        </span>
      ) : null}
      {isHeld && free > 0 ? <span>{t("row.others-free", { count: free })}</span> : null}
      {isHeld && free === 0 && others.length > 0 ? (
        <span>{t("row.others", { count: others.length })}</span>
      ) : null}
      {near.people > 0 ? <span>{t("row.people", { count: near.people })}</span> : null}
      {near.nests > 0 ? <span>{t("row.nests", { count: near.nests })}</span> : null}
    </span>
  );
}

/** 总馆 3 楼; a floor that the place's own name tells is not told again. */
function standsAt({ place, floor }: Holder, t: SiteContext["t"]): string {
  const storey = floorName(floor, t);
  const isTold = place.replace(/\s/g, "").includes(storey.replace(/\s/g, ""));
  return [place, isTold ? "" : storey].filter(Boolean).join(" ");
}

/** The way to get it: to the choices of its page, which know who asks; null when nobody can give it. */
export function BorrowLink({ site, row }: { site: SiteContext; row: RowFacts }): ReactElement | null {
  const { availability, near, holders } = row;
  const isLent =
    availability.copies > 0 && holders.some((one) => one.copies > 0 && one.away !== "reference-only");
  const kind =
    availability.available > 0
      ? "borrow"
      : availability.online
        ? "read"
        : near.people + near.nests > 0
          ? "near"
          : isLent
            ? "reserve"
            : null;
  if (kind === null) return null;
  const place = kind === "near" ? "#ways" : kind === "read" ? "" : "#request";
  return (
    <a
      className="secondary row-borrow"
      href={`${row.href}${place}`}
      aria-label={site.t(`row.${kind}-this`, { title: row.title.value })}
    >
      {site.t(`row.${kind}`)}
    </a>
  );
}
