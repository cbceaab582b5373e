import type { ReactElement } from "react";
import type { z } from "zod";
import type { requestSchema } from "../../../server/src/object-requests/schema.ts";
import { reproductionSchema, viewingSchema } from "../../../server/src/object-requests/schema.ts";
import { purposes } from "../../../server/src/object-requests/words.ts";
import { boundsOf } from "../frame/bounds.ts";
import { Layout } from "../frame/layout.tsx";
import { NothingYet } from "../frame/nothing-yet.tsx";
import { OwnPages, PostButton, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { CollectionFrame, type Look, pictureOf } from "./look.tsx";
import { type OriginalShown, OriginalState } from "./original.tsx";

type Request = z.output<typeof requestSchema>;

type RequestProps = {
  site: SiteContext;
  look: Look;
  number: number;
  title: string;
  lang: string | undefined;
  picture: string | null;
  original: OriginalShown;
  /** From when to when it can be asked for; `proposed`: the first day on which it can be seen. */
  days: { first: string; last: string; proposed: string | null };
};

/** That one is asked for already, in place of the form. */
function Asked({ site, asked }: { site: SiteContext; asked: OriginalShown["own"][number] }): ReactElement {
  return (
    <p className={`col-request-state col-request-${asked.state}`}>
      {site.t(`requests.state.${asked.state}`)}
      {" · "}
      <a href={`${site.base}/account/object-requests`}>{site.t("requests.own")}</a>
    </p>
  );
}

/** The thing that is asked for, and who keeps it. */
function Thing({ site, picture, number, lang, title, original }: RequestProps): ReactElement {
  return (
    <div className="col-request-thing">
      {picture ? <img src={pictureOf(picture, "card")} alt="" /> : null}
      <p>
        <a href={`${site.base}/objects/${number}`} lang={lang}>
          {title}
        </a>
      </p>
      <p className="quiet">{site.t("requests.held-at", { library: original.holder })}</p>
    </div>
  );
}

/** A day to see the original: the first that can be had is proposed. */
function ViewingForm({ site, number, days }: RequestProps): ReactElement {
  const { t } = site;
  return (
    <PostForm site={site} action={`${site.base}/objects/${number}/viewings`} className="stacked">
      <label htmlFor="wish-on">{t("requests.wish-on")}</label>
      <input
        className="field"
        id="wish-on"
        type="date"
        name="wishOn"
        required
        min={days.first}
        max={days.last}
        defaultValue={days.proposed ?? undefined}
      />
      <label htmlFor="viewing-words">{t("requests.words")}</label>
      <textarea
        className="field"
        id="viewing-words"
        name="words"
        rows={3}
        {...boundsOf(viewingSchema, "words")}
      />
      <button className="primary" type="submit">
        {t("requests.viewing.send")}
      </button>
    </PostForm>
  );
}

/** Asking for the original of an object, or for a reproduction of it. */
export function RequestPage(props: RequestProps): ReactElement {
  const { site, look, number, original } = props;
  const { t } = site;
  const viewing = original.own.find((one) => one.kind === "viewing");
  const reproduction = original.own.find((one) => one.kind === "reproduction");
  const base = `${site.base}/objects/${number}`;
  return (
    <CollectionFrame site={site} look={look} title={t("requests.ask")} hidden>
      <div className="col-request">
        <Thing {...props} />
        <div className="col-request-forms">
          <h1 className="song">{t("requests.ask")}</h1>
          <section aria-labelledby="ask-viewing">
            <h2 id="ask-viewing" className="song">
              {t("requests.viewing")}
            </h2>
            <p className="quiet">{t("requests.viewing.how")}</p>
            <OriginalState site={site} original={original} />
            {viewing ? <Asked site={site} asked={viewing} /> : <ViewingForm {...props} />}
          </section>
          <section aria-labelledby="ask-reproduction">
            <h2 id="ask-reproduction" className="song">
              {t("requests.reproduction")}
            </h2>
            <p className="quiet">{t("requests.reproduction.how")}</p>
            {reproduction ? (
              <Asked site={site} asked={reproduction} />
            ) : (
              <PostForm site={site} action={`${base}/reproductions`} className="stacked">
                <label htmlFor="purpose">{t("requests.purpose")}</label>
                <select className="field" id="purpose" name="purpose">
                  {purposes.map((one) => (
                    <option key={one} value={one}>
                      {t(`requests.purpose.${one}`)}
                    </option>
                  ))}
                </select>
                <label htmlFor="pages">{t("requests.pages")}</label>
                <input className="field" id="pages" name="pages" {...boundsOf(reproductionSchema, "pages")} />
                <label htmlFor="reproduction-words">{t("requests.words")}</label>
                <textarea
                  className="field"
                  id="reproduction-words"
                  name="words"
                  rows={3}
                  {...boundsOf(reproductionSchema, "words")}
                />
                <button className="secondary" type="submit">
                  {t("requests.reproduction.send")}
                </button>
              </PostForm>
            )}
          </section>
        </div>
      </div>
    </CollectionFrame>
  );
}

/** What a reader asked for. */
export function ObjectRequestsPage(props: {
  site: SiteContext;
  requests: (Request & { asked: string; wished: string | null; agreed: string | null })[];
  isFirst: boolean;
  older: string | null;
}): ReactElement {
  const { site, requests } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("requests.own")} query="" hidden>
      <div className="page">
        <OwnPages site={site} here="object-requests" />
        <h1 className="song">{t("requests.own")}</h1>
        {requests.length === 0 && props.isFirst ? (
          <NothingYet
            what={t("requests.none")}
            next={t("requests.none-next")}
            href={`${site.base}/collections`}
          />
        ) : null}
        <ul className="col-requests">
          {requests.map((one) => (
            <li key={one.id}>
              <p>
                <a href={`${site.base}/objects/${one.number}`}>{one.title}</a> · {t(`requests.${one.kind}`)}
              </p>
              <p className={`col-request-state col-request-${one.state}`}>
                {t(`requests.state.${one.state}`)}
                {one.agreed ? <span className="num"> {one.agreed}</span> : null}
                {one.place ? ` · ${one.place}` : null}
              </p>
              {one.answer ? <p className="reader-words">{one.answer}</p> : null}
              <p className="quiet num">
                {t("requests.asked", { day: one.asked })}
                {one.wished ? ` · ${t("requests.wished", { day: one.wished })}` : null}
              </p>
              {one.state === "asked" || one.state === "agreed" ? (
                <PostButton
                  site={site}
                  action={`${site.base}/object-requests/${one.id}/take-back`}
                  label={t("requests.take-back")}
                  name={t("requests.take-back-of", { title: one.title })}
                />
              ) : null}
            </li>
          ))}
        </ul>
        {props.older ? (
          <p>
            <a href={props.older}>{t("requests.older")}</a>
          </p>
        ) : null}
      </div>
    </Layout>
  );
}
