import type { ReactElement } from "react";
import type { Sharer } from "../../../server/src/neighbours/index.ts";
import type { OwnCopy } from "../../../server/src/shelves/index.ts";
import type { ScanDefaults } from "../../../server/src/shelves/scan/choice.ts";
import type { LookedUp } from "../../../server/src/shelves/scan/look-up.ts";
import { saidIn } from "../../ui/own-words.ts";
import { FormTokens, PostForm } from "../frame/post-form.tsx";
import { BookCover, SharingFrame } from "../frame/readers/frame.tsx";
import { ScanButton } from "../frame/readers/scan-button.tsx";
import type { SiteContext } from "../frame/site-context.ts";

type Circle = { id: string; name: string };

/** Scanning is publishing. `fresh`: what was published in the last hour, for a picture or a change of mind. */
type PublishProps = {
  site: SiteContext;
  me: Sharer;
  defaults: ScanDefaults;
  circles: Circle[];
  fresh: OwnCopy[];
};

/** What may be done with a book: lend, give, or lend in a circle. People under age share in circles only. */
function choicesOf(site: SiteContext, circles: Circle[], isMinor: boolean): Circle[] {
  const own = isMinor ? [] : ["lend", "give"].map((id) => ({ id, name: site.t(`publish.to.${id}`) }));
  return [...own, ...circles];
}

/** Scan or type, see each book, one tap for all of them. Without a script the same form takes lines. */
export function PublishPage(props: PublishProps): ReactElement {
  const { site, me, defaults, circles, fresh } = props;
  const { t, base } = site;
  const choices = choicesOf(site, circles, me.isMinor);
  const chosen = choices.some(({ id }) => id === defaults.to) ? defaults.to : choices[0]?.id;
  const words = { publish: t("publish.some"), failed: t("publish.failed") };
  return (
    <SharingFrame site={site} tab="books" title={t("sharing.publish")} wide>
      <h1 className="song">{t("sharing.publish")}</h1>
      <div className="publish-page">
        {choices.length === 0 ? (
          <p className="sharing-none">
            {t("publish.minor")} <a href={`${base}/sharing/circles`}>{t("sharing.tab.circles")}</a>
          </p>
        ) : (
          <div
            className="publish"
            data-deck={`${base}/sharing/publish/card`}
            data-words={JSON.stringify(words)}
          >
            <PostForm site={site} action={`${base}/sharing/publish`}>
              <fieldset className="publish-to">
                <legend>{t("publish.to")}</legend>
                {choices.map(({ id, name }) => (
                  <label key={id}>
                    <input type="radio" name="choice" value={id} defaultChecked={id === chosen} />
                    <span>{name}</span>
                  </label>
                ))}
              </fieldset>
              <p className="quiet">{audienceWords(props)}</p>
              <div className="publish-in">
                <ScanButton site={site} kind="isbn" field="lines" />
                <label className="sharing-field publish-lines">
                  <span>{t("publish.lines")}</span>
                  <textarea className="field" name="lines" rows={4} maxLength={40_000} spellCheck={false} />
                  <small className="quiet">{t("publish.lines-note")}</small>
                </label>
              </div>
              <ol className="deck" aria-label={t("publish.deck")} aria-live="polite" />
              <button className="primary sharing-big" type="submit">
                {t("sharing.publish")}
              </button>
            </PostForm>
          </div>
        )}
        {fresh.length > 0 ? <Fresh site={site} fresh={fresh} /> : null}
      </div>
      <p>
        <a href={`${base}/sharing/books`}>{t("publish.more")}</a>
      </p>
    </SharingFrame>
  );
}

/** Who will see what is lent or given here. */
function audienceWords({ site, me, defaults }: PublishProps): ReactElement {
  const { t, base } = site;
  if (me.isMinor) return <>{t("publish.who.minor")}</>;
  const { audience } = defaults;
  if (audience.public)
    return (
      <>{t(audience.friends ? "publish.who.near-friends" : "publish.who.near", { km: audience.radiusKm })}</>
    );
  return (
    <>
      {t(audience.friends ? "publish.who.friends" : "publish.who.nobody")}{" "}
      {me.cell === null ? <a href={`${base}/sharing/near`}>{t("near.tell-place")}</a> : null}
    </>
  );
}

/** What was published just now: a picture of it, or its page. */
function Fresh({ site, fresh }: Pick<PublishProps, "site" | "fresh">): ReactElement {
  const { t, base } = site;
  return (
    <section aria-labelledby="fresh">
      <h2 id="fresh" className="song">
        {t("publish.fresh")}
      </h2>
      <ul className="deck">
        {fresh.map((copy) => (
          <li key={copy.id} className="deck-card">
            <BookCover site={site} book={copy} />
            <div>
              <b>
                <a href={`${base}/sharing/copies/${copy.id}`} {...saidIn(copy.title, site.language)}>
                  {copy.title}
                </a>
              </b>
              <small className="quiet">
                {[copy.author, ...copy.modes.map((mode) => t(`sharing.mode.${mode}`))]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
              <form
                method="post"
                encType="multipart/form-data"
                action={`${base}/sharing/copies/${copy.id}/photo`}
                className="deck-photo"
                data-photo
              >
                <FormTokens site={site} />
                <label className="secondary">
                  <span>{copy.photoIds.length > 0 ? t("publish.photo.another") : t("publish.photo")}</span>
                  <input
                    type="file"
                    name="photo"
                    accept="image/*"
                    capture="environment"
                    aria-label={t("publish.photo.of", { title: copy.title })}
                    data-shrink
                  />
                </label>
                <button className="secondary" type="submit">
                  {t("sharing.photo.add")}
                </button>
                <span role="status" className="quiet" />
              </form>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A book in the deck: what it is, and what is done with it. Nothing around it: it goes into the page. */
export function PublishCard(props: {
  site: SiteContext;
  book: LookedUp;
  to: string;
  isMinor: boolean;
  circles: Circle[];
}): ReactElement {
  const { site, book, to, circles, isMinor } = props;
  const { t } = site;
  const label = book.title || book.isbn || book.text;
  const choices = choicesOf(site, circles, isMinor);
  return (
    <li
      className="deck-card"
      data-key={book.isbn ?? book.text}
      data-bad={book.reason === "isbn-invalid" || undefined}
    >
      <BookCover site={site} book={{ title: label, author: book.author }} />
      <div>
        <b>{label}</b>
        <small className="quiet">
          {[book.author, book.isbn ? `ISBN ${book.isbn}` : null].filter(Boolean).join(" · ")}
        </small>
        {book.reason === "isbn-invalid" ? <p className="deck-wrong">{t("publish.wrong-isbn")}</p> : null}
        {book.reason === "title-needed" ? (
          <p className="deck-names">
            <span>{t("publish.unknown")}</span>
            <input
              className="field"
              name="title"
              required
              maxLength={300}
              aria-label={t("publish.title-of", { isbn: label })}
              placeholder={t("publish.title")}
            />
            <input
              className="field"
              name="author"
              maxLength={200}
              aria-label={t("publish.author-of", { isbn: label })}
              placeholder={t("publish.author")}
            />
          </p>
        ) : (
          <>
            <input type="hidden" name="title" value="" />
            <input type="hidden" name="author" value="" />
          </>
        )}
        {book.own > 0 ? <p className="quiet">{t("publish.own", { count: book.own })}</p> : null}
        <input type="hidden" name="text" value={book.text} />
        <input type="hidden" name="to" value={to} />
        <fieldset className="deck-to" aria-label={t("publish.to-of", { title: label })}>
          {choices.map(({ id, name }) => (
            <button key={id} type="button" value={id} aria-pressed={id === to}>
              {name}
            </button>
          ))}
        </fieldset>
      </div>
      <button className="deck-away" type="button" aria-label={t("publish.away", { title: label })}>
        ×
      </button>
    </li>
  );
}
