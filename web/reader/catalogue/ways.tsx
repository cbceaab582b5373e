import type { ReactElement } from "react";
import { FormTokens } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One way to a title, said in words. */
export type WayLine = {
  key: string;
  /** What the form sends for it: `shelf:12`, `hold`, `person:…`; null for what a link leads to at once. */
  value: string | null;
  /** What it is: 书架上自取, 图书馆送来 … */
  what: string;
  /** When, and why it is offered. */
  when: string;
  why: string;
  /** What happens when it is chosen. */
  next: string;
  /** A link that leads there at once. */
  href: string | null;
};

/** All ways to a title side by side; null action: nobody is signed in. */
export type WaysFacts = {
  lines: WayLine[];
  action: string | null;
  wanted: boolean | null;
};

/** The ways as lines to choose from, the first chosen; `among`: null shows them without a choice. */
export function WayLines(props: { site: SiteContext; lines: WayLine[]; among: string | null }): ReactElement {
  const { site, lines, among } = props;
  const { t } = site;
  const chosen = lines.find((line) => line.value !== null)?.key;
  return (
    <fieldset className="ways" id="ways">
      <legend>{t("ways.title")}</legend>
      {lines.map((line) => {
        const words = (
          <>
            <b>{line.what}</b>
            <small>{[line.when, line.why].filter(Boolean).join(" · ")}</small>
          </>
        );
        if (line.href !== null)
          return (
            <a key={line.key} className="way" href={line.href}>
              <span>{words}</span>
            </a>
          );
        if (among === null)
          return (
            <p key={line.key} className="way">
              <span>{words}</span>
            </p>
          );
        return (
          <label key={line.key} className="way">
            <input type="radio" name={among} value={line.value ?? ""} defaultChecked={line.key === chosen} />
            <span>
              {words}
              <small className="way-next">{line.next}</small>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** Being told when nobody can give it now. */
export function Wanted({ site, ways }: { site: SiteContext; ways: WaysFacts }): ReactElement | null {
  if (ways.wanted === null || ways.action === null) return null;
  return (
    <form method="post" action={`${ways.action}/${ways.wanted ? "unwanted" : "wanted"}`} className="wanted">
      <FormTokens site={site} />
      <button type="submit" className="secondary">
        {site.t(ways.wanted ? "ways.unwant" : "ways.want")}
      </button>
    </form>
  );
}
