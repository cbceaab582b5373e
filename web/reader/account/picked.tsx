import type { ReactElement } from "react";
import { exportFormats } from "../frame/export-formats.ts";
import { Layout } from "../frame/layout.tsx";
import { PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** The form that ticked rows belong to: export them, or put them into a list; with none ticked the export takes all. */
export function PickedForm({ site }: { site: SiteContext }): ReactElement {
  const { t } = site;
  const search = new URLSearchParams(site.here.split("?", 2)[1] ?? "");
  search.delete("page");
  return (
    <form id="picked" className="picked" method="get" action={`${site.base}/export`}>
      {[...search].map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <label htmlFor="picked-format">{t("picked.format")}</label>
      <select className="field" id="picked-format" name="format">
        {exportFormats.map((format) => (
          <option key={format} value={format}>
            {t(`cite.format.${format}`)}
          </option>
        ))}
      </select>
      <button className="secondary" type="submit">
        {t("picked.export")}
      </button>
      <button className="secondary" type="submit" formAction={`${site.base}/picked`}>
        {t("picked.list")}
      </button>
      <p className="quiet">{t("picked.note")}</p>
    </form>
  );
}

function TitleFields({ titles }: Pick<PickedProps, "titles">): ReactElement[] {
  return titles.map((one) => <input key={one.id} type="hidden" name="instanceIds" value={one.id} />);
}

/** Titles that were ticked, on their way into a list. */
type PickedProps = {
  site: SiteContext;
  titles: { id: number; title: string; lang: string; href: string }[];
  lists: { id: string; title: string }[];
};

/** Which list ticked titles go into: one's own, or a new one. */
export function PickedPage({ site, titles, lists }: PickedProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("picked.list")} query="" hidden>
      <div className="account">
        <h1 className="song">{t("picked.list")}</h1>
        {titles.length === 0 ? (
          <p>{t("picked.none")}</p>
        ) : (
          <>
            <ul className="picked-titles">
              {titles.map((one) => (
                <li key={one.id}>
                  <a href={one.href} lang={one.lang}>
                    {one.title}
                  </a>
                </li>
              ))}
            </ul>
            {lists.length > 0 ? (
              <PostForm site={site} action={`${site.base}/picked`} className="stacked">
                <TitleFields titles={titles} />
                <label htmlFor="picked-list">{t("picked.which")}</label>
                <select className="field" id="picked-list" name="list">
                  {lists.map((list) => (
                    <option key={list.id} value={list.id}>
                      {list.title}
                    </option>
                  ))}
                </select>
                <button className="primary" type="submit">
                  {t("community.add")}
                </button>
              </PostForm>
            ) : null}
            <PostForm site={site} action={`${site.base}/account/lists`} className="stacked">
              <TitleFields titles={titles} />
              <label htmlFor="picked-title">{t("picked.title")}</label>
              <input
                className="field"
                id="picked-title"
                name="title"
                required
                maxLength={200}
                autoComplete="off"
              />
              <button className={lists.length > 0 ? "secondary" : "primary"} type="submit">
                {t("picked.begin")}
              </button>
            </PostForm>
          </>
        )}
      </div>
    </Layout>
  );
}
