import type { ReactElement } from "react";
import type { Reading } from "../../../server/src/readings/index.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** The site with dates in words and moments in the reader's zone. */
export type DatedSite = SiteContext & { day(date: string): string; moment(instant: string): string };

/** Name of a part: the chapter's, or its pages. */
export function partName({ t }: SiteContext, { partsAre }: Pick<Reading, "partsAre">, name: string): string {
  return partsAre === "pages" ? t("readings.pages", { range: name }) : name;
}

/** How far: a bar for the eye, the words for everybody. `plan`: where the plan is today. */
export function Progress(props: {
  site: SiteContext;
  part: number;
  plan: number;
  parts: number;
}): ReactElement {
  const { site, part, plan, parts } = props;
  const share = (count: number): string => `${Math.round((100 * count) / parts)}%`;
  return (
    <div className="reading-progress">
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="reading-track" width="100" height="4" />
        <rect className="reading-plan" width={share(plan)} height="4" />
        <rect className="reading-done" width={share(part)} height="4" />
      </svg>
      <small className="num">{site.t("readings.progress", { part, parts })}</small>
    </div>
  );
}
