import type { ReactElement } from "react";
import { saidIn } from "../../ui/own-words.ts";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import { OwnPages, PostForm } from "../frame/post-form.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A list in a row of lists. */
export type ListLine = {
  id: string;
  href: string;
  title: string;
  kind: string;
  /** Course code, term, teacher: what there is of them. */
  facts: string[];
  owner: string | null;
  visibility: string;
  titles: number;
  changed: string;
  isHidden: boolean;
  isMine: boolean;
  /** The first books in it, where they are shown. */
  covers?: CoverFacts[];
};

/** Somebody's own lists. */
type MyListsProps = { site: SiteContext; lists: ListLine[] };

/** One's own lists, and a form that begins a new one. */
export function MyListsPage({ site, lists }: MyListsProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("community.lists")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="lists" />
        <h1 className="song">{t("community.lists")}</h1>
        {lists.length > 0 ? (
          <ul className="list-lines">
            {lists.map((list) => (
              <ListRow key={list.id} site={site} list={list} />
            ))}
          </ul>
        ) : (
          <p className="quiet">{t("community.lists.none")}</p>
        )}
        <p>
          <a href={`${site.base}/lists`}>{t("community.lists.public")}</a>
        </p>
        <section aria-labelledby="new-list">
          <h2 id="new-list" className="song">
            {t("community.list.new")}
          </h2>
          <NewListForm site={site} />
        </section>
      </div>
    </Layout>
  );
}

function NewListForm({ site, instanceId }: { site: SiteContext; instanceId?: number }): ReactElement {
  const { t } = site;
  return (
    <PostForm site={site} action={`${site.base}/account/lists`} className="stacked">
      {instanceId === undefined ? null : <input type="hidden" name="instanceIds" value={instanceId} />}
      <label htmlFor="list-title">{t("community.list.title")}</label>
      <input className="field" id="list-title" name="title" required maxLength={200} autoComplete="off" />
      <fieldset className="choices">
        <legend>{t("community.list.kind")}</legend>
        {["list", "course"].map((kind) => (
          <label key={kind}>
            <input type="radio" name="kind" value={kind} defaultChecked={kind === "list"} />
            {t(`community.kind.${kind}`)}
          </label>
        ))}
      </fieldset>
      <button className="primary" type="submit">
        {t(instanceId === undefined ? "community.list.begin" : "community.list.begin-with")}
      </button>
    </PostForm>
  );
}

function ListRow({ site, list }: { site: SiteContext; list: ListLine }): ReactElement {
  const { t } = site;
  return (
    <li>
      {list.covers && list.covers.length > 0 ? (
        <div className="list-covers" aria-hidden="true">
          {list.covers.map((cover) => (
            <Cover key={cover.title + cover.author} facts={cover} />
          ))}
        </div>
      ) : null}
      <h2 className="line-title">
        <a href={list.href} {...saidIn(list.title, site.language)}>
          {list.title}
        </a>
      </h2>
      <p className="quiet">
        {list.kind === "course" ? <span className="fact">{t("community.kind.course")}</span> : null}
        {list.facts.map((fact) => (
          <Said site={site} className="fact" key={fact}>
            {fact}
          </Said>
        ))}
        <span className="fact num">{t("count.titles", { count: list.titles })}</span>
        {list.isMine ? (
          <span className="fact">
            {t(list.isHidden ? "community.list.hidden" : `community.visibility.${list.visibility}`)}
          </span>
        ) : (
          <span className="fact">
            {list.owner === null ? t("community.a-reader") : t("community.by", { name: list.owner })}
          </span>
        )}
        <span className="fact num">{t("community.changed", { date: list.changed })}</span>
      </p>
    </li>
  );
}

/** Lists everybody can see. */
type PublicListsProps = {
  site: SiteContext;
  q: string;
  kind: string;
  lists: ListLine[];
  next: string | null;
};

/** Public lists, the last changed first, narrowed by a word and by kind. */
export function PublicListsPage({ site, q, kind, lists, next }: PublicListsProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("community.lists.public")} query="">
      <div className="account list-page">
        <h1 className="song">{t("community.lists.public")}</h1>
        <form className="list-search" method="get" action={`${site.base}/lists`}>
          <label htmlFor="list-q">{t("community.lists.find")}</label>
          <input className="field" id="list-q" name="q" type="search" defaultValue={q} maxLength={200} />
          <label htmlFor="list-kind">{t("community.list.kind")}</label>
          <select className="field" id="list-kind" name="kind" defaultValue={kind}>
            <option value="">{t("community.kind.any")}</option>
            <option value="course">{t("community.kind.course")}</option>
            <option value="list">{t("community.kind.list")}</option>
          </select>
          <button className="secondary" type="submit">
            {t("community.lists.show")}
          </button>
        </form>
        {lists.length > 0 ? (
          <ul className="list-lines list-cards">
            {lists.map((list) => (
              <ListRow key={list.id} site={site} list={list} />
            ))}
          </ul>
        ) : (
          <p className="quiet">{t("community.lists.public-none")}</p>
        )}
        {next ? <a href={next}>{t("community.lists.older")}</a> : null}
      </div>
    </Layout>
  );
}

/** Puts one title into lists. */
type AddToListProps = {
  site: SiteContext;
  instanceId: number;
  href: string;
  title: Run;
  cover: CoverFacts;
  lists: { id: string; title: string; isIn: boolean; href: string }[];
};

/** Which of one's lists a title goes into; a list that has it already says so. */
export function AddToListPage(props: AddToListProps): ReactElement {
  const { site, lists, href } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("community.add.title")} query="" hidden>
      <div className="account">
        <h1 className="song">{t("community.add.title")}</h1>
        <div className="subject">
          <Cover facts={props.cover} />
          <p>
            <a href={href}>
              <RecordText run={props.title} />
            </a>
          </p>
        </div>
        {lists.length > 0 ? (
          <ul className="list-lines">
            {lists.map((list) => (
              <li key={list.id} className="add-line">
                <a href={list.href} {...saidIn(list.title, site.language)}>
                  {list.title}
                </a>
                {list.isIn ? (
                  <span className="quiet">{t("community.add.already")}</span>
                ) : (
                  <PostForm site={site} action={`${href}/list`}>
                    <input type="hidden" name="list" value={list.id} />
                    <input type="hidden" name="instanceIds" value={props.instanceId} />
                    <button
                      className="secondary"
                      type="submit"
                      aria-label={t("community.add.to", { title: list.title })}
                    >
                      {t("community.add")}
                    </button>
                  </PostForm>
                )}
              </li>
            ))}
          </ul>
        ) : null}
        <section aria-labelledby="new-list">
          <h2 id="new-list" className="song">
            {t("community.list.new")}
          </h2>
          <NewListForm site={site} instanceId={props.instanceId} />
        </section>
      </div>
    </Layout>
  );
}
