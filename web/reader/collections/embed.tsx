import { createElement, type ReactElement } from "react";
import { matchedFields } from "../../../server/src/object-embeds/words.ts";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Lines for other sites' pages that show what is digitised here of a book: made, tried, copied. */
export function EmbedPage(props: {
  site: SiteContext;
  given: Record<(typeof matchedFields)[number], string>;
  /** What is put into the other page; null: no book is named yet. */
  code: string | null;
}): ReactElement {
  const { site, given, code } = props;
  const { t } = site;
  const { title, author, year, isbn } = given;
  return (
    <Layout site={site} title={t("embed.heading")} hidden>
      <div className="page">
        <h1 className="song">{t("embed.heading")}</h1>
        <p>{t("embed.what")}</p>
        <div className="col-embed">
          <form action={`${site.base}/shelf-embed`} className="stacked">
            {matchedFields.map((name) => (
              <div key={name}>
                <label htmlFor={`embed-${name}`}>{t(`embed.${name}`)}</label>
                <input
                  className="field"
                  id={`embed-${name}`}
                  name={name}
                  defaultValue={given[name]}
                  maxLength={300}
                />
              </div>
            ))}
            <button className={code === null ? "primary" : "secondary"} type="submit">
              {t("embed.make")}
            </button>
          </form>
          {code === null ? null : (
            <div>
              <h2 className="song">{t("embed.code")}</h2>
              <textarea
                className="field col-embed-code"
                readOnly
                rows={4}
                value={code}
                aria-label={t("embed.code")}
              />
              <h2 className="song">{t("embed.preview")}</h2>
              <script type="module" src="/embed/shelf.js" />
              {createElement("shelf-embed", {
                lang: site.language,
                ...(title !== "" && { "book-title": title }),
                ...(author !== "" && { author }),
                ...(year !== "" && { year }),
                ...(isbn !== "" && { isbn }),
              })}
              <p className="quiet">{t("embed.preview.how")}</p>
            </div>
          )}
        </div>
      </div>
    </Layout>
  );
}
