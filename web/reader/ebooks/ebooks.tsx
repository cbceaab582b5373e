import type { ReactElement } from "react";
import type { Ebook } from "../../../server/src/ebooks/index.ts";
import { newEbookSchema } from "../../../server/src/ebooks/schema.ts";
import { rightsKinds } from "../../../server/src/ebooks/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { PostButton, PostForm } from "../frame/post-form.tsx";
import { BookCover, Field, readerName, SharingFrame, Tick } from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { runOf } from "../frame/record-language.ts";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

const named = (name: keyof typeof newEbookSchema.shape) => ({ name, ...boundsOf(newEbookSchema, name) });

/** E-books of the reader's circles, or of one, and the way to recommend one. */
type EbooksProps = {
  site: SiteContext & { day(instant: string): string };
  ebooks: Ebook[];
  circleId: string | null;
  circles: { id: string; name: string }[];
  /** The title it is to be, where somebody came from its page. */
  book: { id: number; title: string; author: string; isOnline: boolean } | null;
};

/** What circles recommend to be read on a screen. */
export function EbooksPage(props: EbooksProps): ReactElement {
  const { site, ebooks } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab="circles" title={t("ebooks.title")} wide>
      <h1 className="song">{t("ebooks.title")}</h1>
      <p className="quiet">{t("ebooks.about")}</p>
      <div className="thing">
        <div>
          {ebooks.length === 0 ? <p className="sharing-none">{t("ebooks.none")}</p> : null}
          <ul className="ebook-list">
            {ebooks.map((ebook) => (
              <EbookRow key={ebook.id} site={site} ebook={ebook} />
            ))}
          </ul>
        </div>
        <Recommend {...props} />
      </div>
    </SharingFrame>
  );
}

function EbookRow({ site, ebook }: { site: EbooksProps["site"]; ebook: Ebook }): ReactElement {
  const { t, base } = site;
  const { lang } = runOf(ebook.title, [], site.language);
  const action = `${base}/ebooks/${ebook.id}`;
  const by = ebook.isOwn ? t("sharing.message.me") : readerName(site, ebook.by);
  return (
    <li id={`e-${ebook.id}`}>
      <BookCover site={site} book={ebook} />
      <div>
        <h2 lang={lang}>{ebook.title}</h2>
        <p className="quiet">
          <Said site={site} className="fact">
            {ebook.author}
          </Said>
          <Said site={site} className="fact">
            {ebook.circle}
          </Said>
          <span className="fact">{t("ebooks.by", { name: by })}</span>
          <span className="fact num">{site.day(ebook.at)}</span>
          {ebook.isPublic ? null : <StateMark mark="wait">{t("wanted.waits")}</StateMark>}
        </p>
        {ebook.words ? (
          <p className="ebook-words" {...saidIn(ebook.words, site.language)}>
            {ebook.words}
          </p>
        ) : null}
        <p className="ebook-rights">
          {t(`ebooks.rights.${ebook.rights}`)}
          {ebook.rightsWords ? <span className="quiet"> · {ebook.rightsWords}</span> : null}
        </p>
        <div className="ebook-acts">
          {ebook.link === null ? (
            <a className="secondary" href={`${base}/instance/${ebook.instanceId}`}>
              {t("ebooks.at-library")}
            </a>
          ) : (
            <a className="secondary" href={ebook.link} rel="nofollow noopener noreferrer external">
              {t("ebooks.read-at", { host: new URL(ebook.link).hostname })}
            </a>
          )}
          {ebook.mayWithdraw ? (
            <PostButton
              site={site}
              action={`${action}/withdraw`}
              label={t("ebooks.withdraw")}
              name={`${t("ebooks.withdraw")}: ${ebook.title}`}
              look="plain"
            />
          ) : null}
        </div>
        {ebook.isOwn ? null : <Report site={site} action={`${action}/report`} about={ebook.title} />}
      </div>
    </li>
  );
}

function Recommend({ site, circles, circleId, book }: EbooksProps): ReactElement {
  const { t, base } = site;
  if (circles.length === 0)
    return (
      <p className="sharing-none">
        <a href={`${base}/sharing/circles`}>{t("ebooks.no-circle")}</a>
      </p>
    );
  const kinds = rightsKinds.filter((kind) => kind !== "licensed" || book?.isOnline);
  return (
    <details className="sharing-panel ebook-recommend" id="recommend" open={book !== null}>
      <summary>{t("ebooks.recommend")}</summary>
      <PostForm site={site} action={`${base}/ebooks`}>
        {book ? <input type="hidden" name="instanceId" value={book.id} /> : null}
        <Field label={t("ebooks.for")}>
          <select className="field" name="circleId" defaultValue={circleId ?? undefined}>
            {circles.map((circle) => (
              <option key={circle.id} value={circle.id}>
                {circle.name}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("readings.field.title")}>
          <input className="field" {...named("title")} required defaultValue={book?.title} />
        </Field>
        <Field label={t("readings.field.author")}>
          <input className="field" {...named("author")} defaultValue={book?.author} />
        </Field>
        <Field label={t("ebooks.field.link")} note={t("ebooks.field.link-note")}>
          <input
            className="field"
            type="url"
            {...named("link")}
            required={!book?.isOnline}
            placeholder="https://"
          />
        </Field>
        <Field label={t("ebooks.field.rights")}>
          <select className="field" name="rights">
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`ebooks.rights.${kind}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("ebooks.field.rights-words")} note={t("ebooks.field.rights-words-note")}>
          <input className="field" {...named("rightsWords")} required={!book?.isOnline} />
        </Field>
        <Field label={t("ebooks.field.words")}>
          <textarea className="field" {...named("words")} rows={3} />
        </Field>
        <Tick name="isLawful" value="true" label={t("ebooks.field.lawful")} />
        <button className="primary sharing-big" type="submit">
          {t("ebooks.recommend")}
        </button>
      </PostForm>
    </details>
  );
}
