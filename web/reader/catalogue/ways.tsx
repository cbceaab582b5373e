import type { ReactElement } from "react";
import { FormTokens } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** One way to a title, said in words. */
export type WayLine = {
  key: string;
  /** What it is: 书架上自取, 图书馆送来 … */
  what: string;
  /** When, and why it is offered. */
  when: string;
  why: string;
  /** A link that leads there at once; null when it is asked for. */
  href: string | null;
  /** The copy of another reader that can be asked for; null for the others. */
  copyId: string | null;
};

/** All ways to a title side by side; null action: nobody is signed in. */
export type WaysFacts = {
  lines: WayLine[];
  action: string | null;
  branchId: number | null;
  wanted: boolean | null;
};

/** Every way to the title with its time and reason, the quickest first. */
export function Ways({ site, ways }: { site: SiteContext; ways: WaysFacts }): ReactElement | null {
  const { t } = site;
  if (ways.lines.length === 0 && ways.wanted === null) return null;
  return (
    <section className="ways" aria-labelledby="ways">
      <h2 id="ways">{t("ways.title")}</h2>
      <ol>
        {ways.lines.map((way) => (
          <li key={way.key}>
            <p>
              <b>{way.href ? <a href={way.href}>{way.what}</a> : way.what}</b>
            </p>
            <p className="quiet">
              {way.when} · {t("ways.free")}
              <br />
              {way.why}
            </p>
            {way.copyId && ways.action && site.session ? (
              <form method="post" action={ways.action}>
                <FormTokens site={site} />
                <input type="hidden" name="copy" value={way.copyId} />
                {ways.branchId === null ? null : <input type="hidden" name="branch" value={ways.branchId} />}
                <button type="submit" className="secondary">
                  {t("ways.ask-reader")}
                </button>
              </form>
            ) : null}
          </li>
        ))}
      </ol>
      {ways.lines.length > 1 ? <p className="quiet">{t("ways.go-on")}</p> : null}
      {ways.wanted === null || !ways.action || !site.session ? null : (
        <form method="post" action={`${ways.action}/wanted`}>
          <FormTokens site={site} />
          <input type="hidden" name="want" value={ways.wanted ? "no" : "yes"} />
          <button type="submit" className="secondary">
            {t(ways.wanted ? "ways.unwant" : "ways.want")}
          </button>
        </form>
      )}
    </section>
  );
}
