import type { ReactElement } from "react";
import type { z } from "zod";
import type { suggestionSchema } from "../../../server/src/acquisitions/schema.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Cover } from "../frame/cover.tsx";
import { PostButton, PostForm } from "../frame/post-form.tsx";
import { Field, SharingFrame } from "../frame/readers/frame.tsx";
import { runOf } from "../frame/record-language.ts";
import type { SiteContext } from "../frame/site-context.ts";

type Suggestion = z.output<typeof suggestionSchema>;
type Words = { title: string; author: string; isbn: string };

/** What was looked for, what the form begins with, and the reader's own suggestions. */
type SuggestionsProps = {
  site: SiteContext;
  asked: string;
  words: Words;
  /** Somebody signed in who belongs to a library. */
  mayAsk: boolean;
  own: Suggestion[];
  day(instant: string): string;
};

const MARKS = { waiting: "wait", accepted: "wait", arrived: "yes", declined: "no" } as const;

/** Asking one's library to buy a book, and what became of what was asked for. */
export function SuggestionsPage(props: SuggestionsProps): ReactElement {
  const { site, asked, own, mayAsk } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab={null} title={t("buy.title")} wide>
      <h1 className="song">{t("buy.title")}</h1>
      <p>{t("buy.line")}</p>
      <div className="thing">
        <div>
          {own.length > 0 ? (
            <section aria-labelledby="own">
              <h2 id="own" className="song">
                {t("buy.own")}
              </h2>
              <ul className="sharing-list">
                {own.map((one) => (
                  <OwnSuggestion key={one.id} {...props} one={one} />
                ))}
              </ul>
            </section>
          ) : (
            <ol className="steps">
              {(["say", "decide", "told"] as const).map((step) => (
                <li key={step}>{t(`buy.step.${step}`)}</li>
              ))}
            </ol>
          )}
        </div>
        <aside>
          {site.session === null ? (
            <p className="sharing-panel">
              {t("buy.sign-in-why")}
              <a
                className="primary"
                href={`${site.base}/sign-in?next=${encodeURIComponent(site.here)}`}
                rel="nofollow"
              >
                {t("site.sign-in")}
              </a>
            </p>
          ) : mayAsk ? (
            <PostForm site={site} action={`${site.base}/suggestions`} className="sharing-panel">
              <h2 className="song">{t("buy.form")}</h2>
              <input type="hidden" name="search" value={asked} />
              <BookFields site={site} words={{ ...props.words, publisher: "", note: "" }} />
              <button className="primary sharing-big" type="submit">
                {t("buy.send")}
              </button>
            </PostForm>
          ) : (
            <p className="sharing-panel">{t("buy.no-library")}</p>
          )}
        </aside>
      </div>
    </SharingFrame>
  );
}

function BookFields(props: {
  site: SiteContext;
  words: Words & { publisher: string; note: string };
}): ReactElement {
  const { words } = props;
  const { t } = props.site;
  return (
    <>
      <Field label={t("buy.book-title")}>
        <input
          type="text"
          name="title"
          required
          maxLength={300}
          defaultValue={words.title}
          autoComplete="off"
        />
      </Field>
      <Field label={t("buy.author")}>
        <input type="text" name="author" maxLength={200} defaultValue={words.author} autoComplete="off" />
      </Field>
      <Field label="ISBN" note={t("buy.isbn-note")}>
        <input type="text" name="isbn" maxLength={30} defaultValue={words.isbn} autoComplete="off" />
      </Field>
      <Field label={t("buy.publisher")}>
        <input
          type="text"
          name="publisher"
          maxLength={200}
          defaultValue={words.publisher}
          autoComplete="off"
        />
      </Field>
      <Field label={t("buy.note")} note={t("buy.note-note")}>
        <textarea name="note" rows={2} maxLength={500} defaultValue={words.note} />
      </Field>
    </>
  );
}

function OwnSuggestion({ site, one, day }: SuggestionsProps & { one: Suggestion }): ReactElement {
  const { t, base } = site;
  const { lang } = runOf(one.title, [], site.language);
  const at = `${base}/suggestions/${one.id}`;
  return (
    <li className="sharing-row" id={one.id}>
      <Cover facts={{ title: one.title, lang, author: one.author }} />
      <div>
        <h3 lang={lang}>{one.title}</h3>
        <p className="quiet">
          {[one.author, one.publisher, one.isbn].filter(Boolean).map((fact) => (
            <span className="fact" key={fact}>
              {fact}
            </span>
          ))}
        </p>
        <p>
          <StateMark mark={MARKS[one.state]}>{t(`buy.state.${one.state}`)}</StateMark>{" "}
          <span className="quiet num">{day(one.decidedAt ?? one.createdAt)}</span>
        </p>
        {one.reason ? <p>{t(`buy.reason.${one.reason}`)}</p> : null}
        {one.answer ? <p className="reader-words">{one.answer}</p> : null}
        {one.state === "arrived" ? (
          <p>
            <a href={`${base}/search?${new URLSearchParams({ q: one.isbn ?? one.title })}`}>
              {t("buy.find")}
            </a>
          </p>
        ) : null}
        {one.state === "waiting" ? (
          <details className="sharing-more">
            <summary>{t("buy.more")}</summary>
            <PostForm site={site} action={at}>
              <BookFields site={site} words={{ ...one, isbn: one.isbn ?? "" }} />
              <button className="secondary" type="submit">
                {t("buy.amend")}
              </button>
            </PostForm>
            <PostButton site={site} action={`${at}/withdraw`} label={t("buy.withdraw")} look="plain" />
          </details>
        ) : null}
      </div>
    </li>
  );
}
