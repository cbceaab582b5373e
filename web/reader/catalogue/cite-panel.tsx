import type { ReactElement, ReactNode } from "react";
import { Icon } from "../../ui/icons.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A piece of a citation: italic where the style sets titles so, `href` where it is an address. */
type CitationRun = { text: string; italic?: true; href?: string };

/** How a title is cited and exported. */
export type CiteFacts = {
  /** Address of the record's page, where the form leads back to. */
  href: string;
  styles: { name: string; chosen: boolean }[];
  citation: CitationRun[];
  /** Language of the citation's text, for its glyphs. */
  lang: string;
  exports: { format: string; href: string }[];
};

/** The citation in a chosen style, to be copied, and the files reference managers read. Works without JavaScript. */
export function CitePanel({ site, cite }: { site: SiteContext; cite: CiteFacts }): ReactElement {
  const { t } = site;
  return (
    <section className="cite" id="cite">
      <h2 className="song">{t("cite.title")}</h2>
      <form className="cite-style" method="get" action={`${cite.href}#cite`}>
        <label htmlFor="cite-style">{t("cite.style")}</label>
        <select id="cite-style" name="cite" defaultValue={cite.styles.find((s) => s.chosen)?.name}>
          {cite.styles.map(({ name }) => (
            <option key={name} value={name}>
              {t(`cite.style.${name}`)}
            </option>
          ))}
        </select>
        <button className="secondary" type="submit">
          {t("cite.show")}
        </button>
      </form>
      <div className="cite-text">
        <p id="cite-text" lang={cite.lang}>
          {cite.citation.map((run, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the runs of one citation never move
            <CitationText key={i} run={run} />
          ))}
        </p>
        <button
          className="secondary"
          type="button"
          data-island="copy-link"
          data-copy="#cite-text"
          data-done={t("cite.copied")}
          hidden
        >
          <Icon name="link" />
          <span>{t("cite.copy")}</span>
        </button>
      </div>
      <nav className="cite-exports" aria-label={t("cite.export")}>
        <span className="quiet">{t("cite.export")}</span>
        <ul>
          {cite.exports.map(({ format, href }) => (
            <li key={format}>
              <a href={href} rel="nofollow" download>
                {t(`cite.format.${format}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <p className="quiet cite-note">{t("cite.check")}</p>
    </section>
  );
}

/** What Zotero and its like find on a page (COinS, Z39.88-2004): an empty span, shown and read to nobody. */
export function Coins({ openUrl }: { openUrl: string }): ReactElement {
  return <span className="Z3988" title={openUrl} hidden />;
}

function CitationText({ run }: { run: CitationRun }): ReactNode {
  if (run.href !== undefined && /^https?:\/\//i.test(run.href))
    return (
      <a href={run.href} rel="noopener external">
        {run.text}
      </a>
    );
  return run.italic ? <i>{run.text}</i> : run.text;
}
