import type { ReactElement } from "react";
import type { Sharer } from "../../../server/src/neighbours/index.ts";
import type { WantedAnswer, WantedPost } from "../../../server/src/wanted/index.ts";
import { newAnswerSchema, newPostSchema } from "../../../server/src/wanted/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Field, readerName, SharingFrame, SignInFirst } from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

type TimedSite = SiteContext & { moment(instant: string): string };

/** What is looked for. `typed`: a search that found nothing, brought along. */
type WantedProps = {
  site: TimedSite;
  /** Null: a visitor without an account. */
  me: Sharer | null;
  mine: WantedPost[];
  posts: WantedPost[];
  /** Where the page behind this one begins; null at the end. */
  next: string | null;
  circles: { id: string; name: string }[];
  /** Kilometres of the first ring. */
  ringKm: number;
  typed: string;
};

/** What others look for, nearest first, and the one line to look oneself. */
export function WantedPage(props: WantedProps): ReactElement {
  const { site, mine, posts, next } = props;
  const { t, base } = site;
  return (
    <SharingFrame site={site} tab="wanted" title={t("wanted.title")} wide>
      <h1 className="song">{t("wanted.title")}</h1>
      <div className="thing">
        <section aria-labelledby="wanted-others">
          <h2 id="wanted-others" className="song">
            {t("wanted.others")}
          </h2>
          {site.session ? null : <p className="quiet">{t("wanted.visitor")}</p>}
          {posts.length === 0 ? (
            <p className="sharing-none">{t(site.session ? "wanted.none" : "wanted.none-visitor")}</p>
          ) : null}
          <PostList site={site} posts={posts} />
          {next ? (
            <p className="sharing-pages">
              <a href={`${base}/wanted?${new URLSearchParams({ after: next })}`}>{t("sharing.later")}</a>
            </p>
          ) : null}
        </section>
        <div>
          <AskForm {...props} />
          {mine.length > 0 ? (
            <section aria-labelledby="wanted-mine">
              <h2 id="wanted-mine" className="song">
                {t("wanted.mine")}
              </h2>
              <PostList site={site} posts={mine} />
            </section>
          ) : null}
        </div>
      </div>
    </SharingFrame>
  );
}

function PostList({ site, posts }: { site: TimedSite; posts: WantedPost[] }): ReactElement | null {
  const { t, base } = site;
  if (posts.length === 0) return null;
  return (
    <ul className="wanted-list">
      {posts.map((post) => (
        <li key={post.id}>
          <a href={`${base}/wanted/${post.id}`} {...saidIn(post.words, site.language)}>
            {post.words}
          </a>
          <p className="quiet">
            <Where site={site} post={post} />
            {post.answers > 0 ? (
              <StateMark mark="yes">{t("wanted.answers", { count: post.answers })}</StateMark>
            ) : null}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** Where, by whom, and how it stands. */
function Where({ site, post }: { site: TimedSite; post: WantedPost }): ReactElement {
  const { t } = site;
  return (
    <>
      {post.isOwn ? (
        <span className="fact">{t(`wanted.state.${post.state}`)}</span>
      ) : (
        site.session && (
          <Said site={site} className="fact">
            {readerName(site, post.by)}
          </Said>
        )
      )}
      <span className="fact">
        {post.circle ?? (post.band === null ? t("wanted.near") : t("sharing.within", { km: post.band }))}
      </span>
      <span className="fact num">{site.moment(post.createdAt)}</span>
      {post.isPublic ? null : <span className="fact">{t("wanted.waits")}</span>}
    </>
  );
}

function AskForm({ site, me, circles, ringKm, typed }: WantedProps): ReactElement {
  const { t, base } = site;
  if (me === null) return <SignInFirst site={site} label={t("wanted.sign-in-ask")} main />;
  const canNear = !me.isMinor && me.cell !== null;
  if (!canNear && circles.length === 0)
    return (
      <p className="sharing-none">
        {t(me.isMinor ? "wanted.minor" : "wanted.no-place")}{" "}
        <a href={`${base}/sharing/${me.isMinor ? "circles" : "near"}`}>
          {t(me.isMinor ? "sharing.tab.circles" : "near.tell-place")}
        </a>
      </p>
    );
  return (
    <PostForm site={site} action={`${base}/wanted`} className="sharing-panel wanted-ask">
      <Field label={t("wanted.words")} note={t("wanted.words-note")}>
        <input
          className="field"
          name="words"
          required
          {...boundsOf(newPostSchema, "words")}
          defaultValue={typed}
        />
      </Field>
      <Field label={t("wanted.more")}>
        <textarea className="field" name="more" rows={2} {...boundsOf(newPostSchema, "more")} />
      </Field>
      <Field label={t("wanted.where")} note={canNear ? t("wanted.rings", { km: ringKm }) : undefined}>
        <select className="field" name="circleId">
          {canNear ? <option value="">{t("wanted.near")}</option> : null}
          {circles.map((circle) => (
            <option key={circle.id} value={circle.id}>
              {circle.name}
            </option>
          ))}
        </select>
      </Field>
      <button className="primary sharing-big" type="submit">
        {t("wanted.post")}
      </button>
    </PostForm>
  );
}

/** One post. `copies`: own books to answer with, those that fit first. */
type WantedPostProps = {
  site: TimedSite;
  post: WantedPost;
  answers: WantedAnswer[];
  copies: { id: string; title: string; isMatch: boolean }[];
};

/** A post: for whoever looks its answers, for others the ways to help. */
export function WantedPostPage(props: WantedPostProps): ReactElement {
  const { site, post, answers } = props;
  const { t, base } = site;
  const isOpen = post.state === "open";
  return (
    <SharingFrame site={site} tab="wanted" title={post.words} wide>
      <h1 {...saidIn(post.words, site.language)}>{post.words}</h1>
      <p className="quiet">
        <Where site={site} post={post} />
        {isOpen ? (
          <span className="fact num">{t("wanted.until", { date: site.moment(post.expiresAt) })}</span>
        ) : null}
      </p>
      {post.more ? <ReaderWords site={site} text={post.more} className="sharing-note" /> : null}
      <div className="thing">
        {answers.length === 0 && !post.isOwn ? null : (
          <section aria-labelledby="answers">
            <h2 id="answers">{t(post.isOwn ? "wanted.answers.title" : "wanted.answers.mine")}</h2>
            {answers.length === 0 ? <p className="sharing-none">{t("wanted.answers.none")}</p> : null}
            <ol className="wanted-answers">
              {answers.map((answer) => (
                <Answer key={answer.id} site={site} post={post} answer={answer} />
              ))}
            </ol>
          </section>
        )}
        <div>
          {post.isOwn && isOpen ? (
            <div className="sharing-acts">
              {([true, false] as const).map((found) => (
                <PostForm key={String(found)} site={site} action={`${base}/wanted/${post.id}/end`}>
                  <input type="hidden" name="found" value={String(found)} />
                  <button className={found && answers.length === 0 ? "primary" : "secondary"} type="submit">
                    {t(found ? "wanted.found" : "wanted.close")}
                  </button>
                </PostForm>
              ))}
            </div>
          ) : null}
          {!site.session ? <SignInFirst site={site} label={t("wanted.sign-in-help")} main /> : null}
          {site.session && !post.isOwn && isOpen ? <Help {...props} /> : null}
        </div>
      </div>
      {post.isOwn ? null : (
        <Report site={site} action={`${base}/wanted/${post.id}/report`} about={post.words} />
      )}
    </SharingFrame>
  );
}

function Answer(props: { site: TimedSite; post: WantedPost; answer: WantedAnswer }): ReactElement {
  const { site, post, answer } = props;
  const { t, base } = site;
  return (
    <li>
      <p>
        {answer.copyId ? (
          <a href={`${base}/sharing/copies/${answer.copyId}`}>
            {t("wanted.answer.copy", { title: answer.title })}
          </a>
        ) : null}
        {answer.link ? (
          <a
            href={answer.link.startsWith("/") ? base + answer.link : answer.link}
            rel="nofollow ugc noopener"
          >
            {answer.link}
          </a>
        ) : null}
        {answer.kind === "library" ? <b>{t("wanted.answer.library")}</b> : null}
      </p>
      {answer.words ? <ReaderWords site={site} text={answer.words} /> : null}
      <p className="quiet">
        <Said site={site} className="fact">
          {answer.isOwn ? t("sharing.message.me") : readerName(site, answer.by)}
        </Said>
        <span className="fact num">{site.moment(answer.at)}</span>
        {answer.isPublic ? null : <span className="fact">{t("wanted.waits")}</span>}
        {answer.helped ? <StateMark mark="yes">{t("wanted.helped")}</StateMark> : null}
      </p>
      {post.isOwn && post.state === "open" ? (
        <PostForm site={site} action={`${base}/wanted/${post.id}/end`}>
          <input type="hidden" name="found" value="true" />
          <input type="hidden" name="answerId" value={answer.id} />
          <button className="secondary" type="submit">
            {t("wanted.this-helped")}
          </button>
        </PostForm>
      ) : null}
    </li>
  );
}

/** Three ways to help; the first that fits stands open. */
function Help({ site, post, copies }: WantedPostProps): ReactElement {
  const { t, base } = site;
  const action = `${base}/wanted/${post.id}/answer`;
  return (
    <div className="wanted-help">
      <h2 className="song">{t("wanted.help")}</h2>
      <HelpByCopy site={site} action={action} copies={copies} />
      <details className="sharing-panel" name="help">
        <summary>{t("wanted.help.link")}</summary>
        <PostForm site={site} action={action}>
          <input type="hidden" name="kind" value="link" />
          <Field label={t("wanted.help.address")} note={t("wanted.help.address-note")}>
            <input
              className="field"
              name="link"
              inputMode="url"
              {...boundsOf(newAnswerSchema, "link")}
              required
              placeholder="https://"
            />
          </Field>
          <Field label={t("wanted.help.words")}>
            <input className="field" name="words" {...boundsOf(newAnswerSchema, "words")} />
          </Field>
          <button className="secondary" type="submit">
            {t("wanted.help.send")}
          </button>
        </PostForm>
      </details>
      <details className="sharing-panel" name="help">
        <summary>{t("wanted.help.library")}</summary>
        <PostForm site={site} action={action}>
          <input type="hidden" name="kind" value="library" />
          <Field label={t("wanted.help.said")}>
            <textarea
              className="field"
              name="words"
              rows={2}
              {...boundsOf(newAnswerSchema, "words")}
              required
            />
          </Field>
          <button className="secondary" type="submit">
            {t("wanted.help.send")}
          </button>
        </PostForm>
      </details>
    </div>
  );
}

function HelpByCopy(props: Pick<WantedPostProps, "site" | "copies"> & { action: string }): ReactElement {
  const { site, action, copies } = props;
  const { t, base } = site;
  const fits = copies.some((copy) => copy.isMatch);
  return (
    <details className="sharing-panel" open={fits} name="help">
      <summary>{t("wanted.help.copy")}</summary>
      {copies.length === 0 ? (
        <p>
          <a href={`${base}/sharing/publish`}>{t("publish.home")}</a>
        </p>
      ) : (
        <PostForm site={site} action={action}>
          <input type="hidden" name="kind" value="copy" />
          <Field label={t("wanted.help.which")}>
            <select className="field" name="copyId" required>
              {copies.map((copy) => (
                <option key={copy.id} value={copy.id}>
                  {copy.title}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t("wanted.help.words")}>
            <input className="field" name="words" {...boundsOf(newAnswerSchema, "words")} />
          </Field>
          <button className={fits ? "primary" : "secondary"} type="submit">
            {t("wanted.help.send-copy")}
          </button>
        </PostForm>
      )}
    </details>
  );
}
