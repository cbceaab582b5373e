import type { ReactElement } from "react";
import { saidIn } from "../../ui/own-words.ts";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { H1, H2 } from "../frame/heading.tsx";
import { Layout } from "../frame/layout.tsx";
import { NothingYet } from "../frame/nothing-yet.tsx";
import { OwnPages, PostButton, PostForm, ReaderWords, ReportForm } from "../frame/post-form.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { RatingLine, Review, Tags, type VoicesFacts } from "./reader-voices.tsx";

/** A reader's own review and how it stands. */
export type OwnReviewFacts = {
  id: string;
  text: string;
  state: string;
  at: string;
  /** Why it was rejected, as a sentence; null when it was not. */
  reason: string | null;
  appeal: string;
  mayAppeal: boolean;
};

/** What readers say about one title, and the forms of the reader's own. */
export type ReviewsProps = {
  site: SiteContext;
  /** Address of the record. */
  href: string;
  title: Run;
  cover: CoverFacts;
  voices: VoicesFacts;
  older: string | null;
  /** Null: nobody is signed in. */
  own: {
    stars: number | null;
    review: OwnReviewFacts | null;
    openTags: string;
    ownTags: string;
    note: string;
    name: string | null;
  } | null;
};

/** All reviews, ratings and tags of a title; below, what the reader wants to say, and the note only they see. */
export function ReviewsPage(props: ReviewsProps): ReactElement {
  const { site, href, voices, own } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("community.reviews.of", { title: props.title.value })} query="" hidden>
      <div className="account">
        <H1>{t("community.voices")}</H1>
        <div className="subject">
          <Cover facts={props.cover} />
          <div>
            <p>
              <a href={href}>
                <RecordText run={props.title} />
              </a>
            </p>
            {voices.rating ? (
              <RatingLine site={site} rating={voices.rating} />
            ) : (
              <p className="quiet">{t("community.rating.few")}</p>
            )}
          </div>
        </div>
        {voices.tags.length > 0 ? <Tags site={site} tags={voices.tags} /> : null}
        {site.session && voices.tags.length > 0 ? <TagReport {...props} /> : null}
        <section aria-labelledby="all-reviews">
          <H2 id="all-reviews">{t("community.reviews")}</H2>
          {voices.reviews.length === 0 ? <p className="quiet">{t("community.reviews.none")}</p> : null}
          {voices.reviews.map((review) => (
            <div key={review.id}>
              <Review site={site} review={review} />
              <ReportForm
                site={site}
                action={`${href}/reviews/${review.id}/report`}
                id={`report-${review.id}`}
                label={t("community.report")}
              />
            </div>
          ))}
          {props.older ? <a href={props.older}>{t("community.reviews.older")}</a> : null}
        </section>
        {own ? <Own {...props} own={own} /> : <SignInFirst {...props} />}
      </div>
    </Layout>
  );
}

/** One press rates; another takes it back. `given`: stars so far, 0: none. */
function Stars(props: { site: SiteContext; action: string; given: number }): ReactElement {
  const { site, action, given } = props;
  const { t } = site;
  return (
    <PostForm site={site} action={action} className="rating-form">
      <fieldset className="star-buttons">
        <legend>{t("community.own.stars")}</legend>
        {[1, 2, 3, 4, 5].map((stars) => (
          <button
            key={stars}
            type="submit"
            name="stars"
            value={stars}
            aria-label={t("community.stars", { count: stars })}
            aria-pressed={stars === given}
            className={stars <= given ? "given" : undefined}
          >
            {stars <= given ? "★" : "☆"}
          </button>
        ))}
        {given === 0 ? null : (
          <button className="plain" type="submit" name="stars" value="">
            {t("community.stars.none")}
          </button>
        )}
      </fieldset>
    </PostForm>
  );
}

function SignInFirst({ site, href }: ReviewsProps): ReactElement {
  const next = encodeURIComponent(`${href}/reviews`);
  return (
    <p>
      <a className="secondary" href={`${site.base}/sign-in?next=${next}`} rel="nofollow">
        {site.t("community.sign-in")}
      </a>
    </p>
  );
}

function TagReport({ site, href, voices }: ReviewsProps): ReactElement {
  const { t } = site;
  return (
    <details className="report">
      <summary>{t("community.report.tag")}</summary>
      <PostForm site={site} action={`${href}/reviews/report-tag`} className="stacked">
        <label htmlFor="report-tag">{t("community.report.which-tag")}</label>
        <select className="field" id="report-tag" name="label">
          {voices.tags.map((tag) => (
            <option key={tag.label}>{tag.label}</option>
          ))}
        </select>
        <button className="secondary" type="submit">
          {t("community.report.send")}
        </button>
      </PostForm>
    </details>
  );
}

type Own = NonNullable<ReviewsProps["own"]>;

function Own({ site, href, own }: ReviewsProps & { own: Own }): ReactElement {
  const { t } = site;
  return (
    <>
      <section aria-labelledby="mine" id="own">
        <H2 id="mine">{t("community.own")}</H2>
        <Stars site={site} action={`${href}/reviews/rating`} given={own.stars ?? 0} />
        {own.review ? <OwnReviewState site={site} review={own.review} /> : null}
        <PostForm site={site} action={`${href}/reviews/write`} className="stacked">
          <label htmlFor="review-text">{t("community.own.review")}</label>
          <textarea
            className="field"
            id="review-text"
            name="text"
            rows={6}
            required
            maxLength={2000}
            defaultValue={own.review?.text ?? ""}
            aria-describedby="review-hint"
          />
          <p className="quiet" id="review-hint">
            {own.name === null
              ? t("community.own.hint-no-name")
              : t("community.own.hint", { name: own.name })}{" "}
            <a href={`${site.base}/account/reviews#name`}>{t("community.own.change-name")}</a>
          </p>
          <button className="primary" type="submit">
            {t("community.own.submit")}
          </button>
        </PostForm>
        <PostForm site={site} action={`${href}/reviews/tags`} className="stacked">
          <label htmlFor="open-tags">{t("community.own.open-tags")}</label>
          <input className="field" id="open-tags" name="open" defaultValue={own.openTags} maxLength={1000} />
          <label htmlFor="own-tags">{t("community.own.own-tags")}</label>
          <input className="field" id="own-tags" name="own" defaultValue={own.ownTags} maxLength={1000} />
          <p className="quiet">{t("community.own.tags-hint")}</p>
          <button className="secondary" type="submit">
            {t("community.save")}
          </button>
        </PostForm>
      </section>
      <section aria-labelledby="note-title">
        <H2 id="note-title">{t("community.note")}</H2>
        <PostForm site={site} action={`${href}/reviews/note`} className="stacked">
          <label htmlFor="note-text">{t("community.note.label")}</label>
          <textarea
            className="field"
            id="note-text"
            name="text"
            rows={4}
            maxLength={10000}
            defaultValue={own.note}
          />
          <button className="secondary" type="submit">
            {t("community.save")}
          </button>
        </PostForm>
      </section>
    </>
  );
}

/** How one's own review stands, why it was rejected, and the way to appeal. */
function OwnReviewState({ site, review }: { site: SiteContext; review: OwnReviewFacts }): ReactElement {
  const { t } = site;
  return (
    <div className="own-review">
      <p className={`review-state review-${review.state}`}>{t(`community.review.${review.state}`)}</p>
      {review.reason ? <p>{review.reason}</p> : null}
      {review.appeal ? <p className="quiet">{t("community.appeal.said", { words: review.appeal })}</p> : null}
      {review.mayAppeal ? (
        <details>
          <summary>{t("community.appeal")}</summary>
          <PostForm
            site={site}
            action={`${site.base}/account/reviews/${review.id}/appeal`}
            className="stacked"
          >
            <label htmlFor={`appeal-${review.id}`}>{t("community.appeal.words")}</label>
            <textarea
              className="field"
              id={`appeal-${review.id}`}
              name="words"
              rows={3}
              required
              maxLength={1000}
            />
            <button className="secondary" type="submit">
              {t("community.appeal.send")}
            </button>
          </PostForm>
        </details>
      ) : null}
    </div>
  );
}

/** Somebody's own reviews, tags and notes, and their public name. */
type MyReviewsProps = {
  site: SiteContext;
  displayName: string | null;
  reviews: (OwnReviewFacts & { title: string; href: string })[];
  /** Other texts that wait for moderators, or were not let through. */
  postings: (OwnReviewFacts & { kind: string })[];
  tags: { label: string; titles: { title: string; href: string }[] }[];
  notes: { title: string; href: string; text: string; at: string }[];
};

/** Everything a reader wrote, with its state; the name others see; and a way to erase it all. */
export function MyReviewsPage(props: MyReviewsProps): ReactElement {
  const { site, displayName } = props;
  const { t } = site;
  const back = `${site.base}/account/reviews`;
  return (
    <Layout site={site} title={t("community.reviews.mine")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="reviews" />
        <H1>{t("community.reviews.mine")}</H1>
        <PublicName site={site} displayName={displayName} />
        <section aria-labelledby="my-reviews">
          <H2 id="my-reviews">{t("community.reviews")}</H2>
          {props.reviews.length === 0 ? (
            <NothingYet
              what={t("community.reviews.mine-none")}
              next={t("community.reviews.mine-next")}
              href={`${site.base}/account/history`}
            />
          ) : null}
          {props.reviews.map((review) => (
            <article key={review.id} className="review" id={`posting-${review.id}`}>
              <h3>
                <a href={`${review.href}/reviews#own`} {...saidIn(review.title, site.language)}>
                  {review.title}
                </a>
              </h3>
              <ReaderWords site={site} text={review.text} />
              <OwnReviewState site={site} review={review} />
              <PostButton
                site={site}
                action={`${back}/${review.id}/delete`}
                label={t("community.review.delete")}
                name={t("community.review.delete-this", { title: review.title })}
              />
            </article>
          ))}
        </section>
        {props.postings.length > 0 ? (
          <section aria-labelledby="postings">
            <H2 id="postings">{t("community.postings")}</H2>
            {props.postings.map((posting) => (
              <article key={posting.id} className="review" id={`posting-${posting.id}`}>
                <h3>{t(`community.posting.${posting.kind}`)}</h3>
                <ReaderWords site={site} text={posting.text} />
                <OwnReviewState site={site} review={posting} />
              </article>
            ))}
          </section>
        ) : null}
        <MyTags {...props} />
        <MyNotes {...props} />
        <section aria-labelledby="erase">
          <H2 id="erase">{t("community.erase")}</H2>
          <details className="danger">
            <summary>{t("community.erase.open")}</summary>
            <p>{t("community.erase.sure")}</p>
            <PostButton site={site} action={`${back}/erase`} label={t("community.erase.yes")} />
          </details>
        </section>
      </div>
    </Layout>
  );
}

function PublicName({ site, displayName }: Pick<MyReviewsProps, "site" | "displayName">): ReactElement {
  const { t, base } = site;
  return (
    <section aria-labelledby="name" id="public-name">
      <H2 id="name">{t("community.name")}</H2>
      <PostForm site={site} action={`${base}/account/reviews/name`} className="stacked">
        <label htmlFor="display-name">{t("community.name.label")}</label>
        <input
          className="field"
          id="display-name"
          name="displayName"
          defaultValue={displayName ?? ""}
          maxLength={40}
          autoComplete="nickname"
        />
        <p className="quiet">{t("community.name.hint")}</p>
        <button className="secondary" type="submit">
          {t("community.save")}
        </button>
      </PostForm>
    </section>
  );
}

function MyTags({ site, tags }: MyReviewsProps): ReactElement | null {
  const { t } = site;
  if (tags.length === 0) return null;
  return (
    <section aria-labelledby="my-tags">
      <H2 id="my-tags">{t("community.tags.mine")}</H2>
      <dl className="my-tags">
        {tags.map((tag) => (
          <div key={tag.label}>
            <dt {...saidIn(tag.label, site.language)}>{tag.label}</dt>
            {tag.titles.map((title) => (
              <dd key={title.href}>
                <a href={title.href} {...saidIn(title.title, site.language)}>
                  {title.title}
                </a>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

function MyNotes({ site, notes }: MyReviewsProps): ReactElement | null {
  const { t } = site;
  if (notes.length === 0) return null;
  return (
    <section aria-labelledby="my-notes">
      <H2 id="my-notes">{t("community.notes.mine")}</H2>
      {notes.map((note) => (
        <article key={note.href} className="review">
          <h3>
            <a href={`${note.href}/reviews#note-title`} {...saidIn(note.title, site.language)}>
              {note.title}
            </a>
          </h3>
          <ReaderWords site={site} text={note.text} />
          <p className="quiet num">{note.at}</p>
        </article>
      ))}
    </section>
  );
}
