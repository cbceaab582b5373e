import type { ReactElement } from "react";
import { PostButton, PostForm, ReaderWords, ReportForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { CollectionFrame, type Look } from "./look.tsx";

/** What readers say of an object; what waits is shown to its writer alone. */
export type ObjectVoices = {
  tags: { text: string; count: number; own: { id: string; isPublic: boolean } | null }[];
  comments: { id: string; text: string; at: string; by: string | null; isOwn: boolean; isPublic: boolean }[];
  /** Texts of its pages that readers put right. */
  readings: number;
};

type VoicesProps = { site: SiteContext; number: number; collection: string; voices: ObjectVoices };

/** What readers say of an object, and what they can do: ask for it, tag it, say something, correct it. */
export function Voices(props: VoicesProps): ReactElement {
  const { site, number, voices } = props;
  const { t } = site;
  const base = `${site.base}/objects/${number}`;
  return (
    <section className="col-part col-voices" id="voices" aria-labelledby="col-voices">
      <div className="col-part-head">
        <h2 id="col-voices" className="song">
          {t("voices.title")}
        </h2>
        {voices.readings > 0 ? (
          <span className="quiet">{t("voices.readings", { count: voices.readings })}</span>
        ) : null}
      </div>
      <div className="col-voices-parts">
        <div>
          <Tags {...props} />
          {voices.comments.length === 0 ? <p className="quiet">{t("voices.none")}</p> : null}
          <ol className="col-comments">
            {voices.comments.map((one) => (
              <Comment key={one.id} site={site} number={number} comment={one} />
            ))}
          </ol>
        </div>
        <div className="col-voices-acts">
          {site.session ? <Say site={site} base={base} /> : <SignInFirst site={site} base={base} />}
        </div>
      </div>
    </section>
  );
}

function SignInFirst({ site, base }: { site: SiteContext; base: string }): ReactElement {
  return (
    <p>
      <a href={`${site.base}/sign-in?next=${encodeURIComponent(`${base}#voices`)}`} rel="nofollow">
        {site.t("voices.sign-in")}
      </a>
    </p>
  );
}

function Tags({ site, number, collection, voices }: VoicesProps): ReactElement | null {
  const { t } = site;
  if (voices.tags.length === 0) return null;
  return (
    <ul className="col-tags" aria-label={t("voices.tags")}>
      {voices.tags.map((tag) => (
        <li key={tag.text}>
          <a
            href={`${site.base}/collections/${collection}/search?${new URLSearchParams({ q: tag.text })}`}
            rel="nofollow"
          >
            {tag.text}
          </a>
          {tag.count > 1 ? <span className="num quiet"> {tag.count}</span> : null}
          {tag.own && !tag.own.isPublic ? <span className="quiet"> {t("voices.waits")}</span> : null}
          {tag.own ? (
            <PostButton
              site={site}
              action={`${site.base}/objects/${number}/voices/${tag.own.id}/remove`}
              label="×"
              name={t("voices.remove.tag", { tag: tag.text })}
              look="plain"
            />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Comment(props: {
  site: SiteContext;
  number: number;
  comment: ObjectVoices["comments"][number];
}): ReactElement {
  const { site, number, comment } = props;
  const { t } = site;
  const action = `${site.base}/objects/${number}/voices/${comment.id}`;
  return (
    <li>
      <p className="quiet">
        {comment.by ?? t("voices.somebody")} ·{" "}
        <time dateTime={comment.at} className="num">
          {comment.at.slice(0, 10)}
        </time>
        {comment.isPublic ? null : <span> · {t("voices.waits")}</span>}
      </p>
      <ReaderWords site={site} text={comment.text} />
      {comment.isOwn ? (
        <PostButton site={site} action={`${action}/remove`} label={t("voices.remove")} look="plain" />
      ) : (
        <ReportForm
          site={site}
          action={`${action}/report`}
          id={`report-${comment.id}`}
          label={t("community.report")}
        />
      )}
    </li>
  );
}

/** One thing at a time: each form opens when it is wanted. */
function Say({ site, base }: { site: SiteContext; base: string }): ReactElement {
  const { t } = site;
  return (
    <>
      <details>
        <summary>{t("voices.tag")}</summary>
        <PostForm site={site} action={`${base}/tags`} className="stacked">
          <label htmlFor="voice-tag">{t("voices.tag.what")}</label>
          <input className="field" id="voice-tag" name="text" required maxLength={40} />
          <button className="secondary" type="submit">
            {t("voices.tag.send")}
          </button>
        </PostForm>
      </details>
      <details>
        <summary>{t("voices.comment")}</summary>
        <PostForm site={site} action={`${base}/comments`} className="stacked">
          <label htmlFor="voice-comment">{t("voices.comment.what")}</label>
          <textarea className="field" id="voice-comment" name="text" rows={4} required maxLength={2000} />
          <button className="secondary" type="submit">
            {t("voices.comment.send")}
          </button>
        </PostForm>
      </details>
      <details>
        <summary>{t("voices.correction")}</summary>
        <PostForm site={site} action={`${base}/corrections`} className="stacked">
          <label htmlFor="voice-correction">{t("voices.correction.what")}</label>
          <textarea className="field" id="voice-correction" name="text" rows={4} required maxLength={2000} />
          <button className="secondary" type="submit">
            {t("voices.correction.send")}
          </button>
        </PostForm>
      </details>
    </>
  );
}

/** The text of a page beside its picture, to be put right. */
export function PageTextPage(props: {
  site: SiteContext;
  look: Look;
  title: string;
  lang: string | undefined;
  objectHref: string;
  leafHref: string;
  place: number;
  fileId: string;
  text: string;
  version: string;
}): ReactElement {
  const { site, look, title, place } = props;
  const { t } = site;
  return (
    <CollectionFrame site={site} look={look} title={t("voices.text.title", { page: place })} hidden>
      <div className="col-page-text">
        <div>
          <a href={props.leafHref}>
            <img
              src={`/iiif/image/${props.fileId}/full/!1400,1400/0/default.jpg`}
              alt={t("collections.page", { page: place })}
            />
          </a>
        </div>
        <div>
          <p className="quiet">
            <a href={props.objectHref} lang={props.lang}>
              {title}
            </a>
          </p>
          <h1>{t("voices.text.title", { page: place })}</h1>
          <p>{t("voices.text.how")}</p>
          <PostForm site={site} action={`${props.leafHref}/text`} className="stacked">
            <input type="hidden" name="version" value={props.version} />
            <label htmlFor="page-text">{t("voices.text.label")}</label>
            <textarea
              className="field"
              id="page-text"
              name="text"
              rows={16}
              required
              maxLength={20_000}
              defaultValue={props.text}
            />
            <p>
              <button className="primary" type="submit">
                {t("voices.text.send")}
              </button>{" "}
              <a href={props.leafHref}>{t("voices.text.leave")}</a>
            </p>
          </PostForm>
        </div>
      </div>
    </CollectionFrame>
  );
}
