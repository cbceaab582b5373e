import type { ReactElement } from "react";
import type { TitlePage as Title } from "../../../server/src/shelves/index.ts";
import { mendingSchema } from "../../../server/src/shelves/schema.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { BookCover, Field, readerName, SharingForm, SharingFrame } from "../frame/readers/frame.tsx";
import type { SiteContext } from "../frame/site-context.ts";

type Props = { site: SiteContext; title: Title; mayMend: boolean };

/** A book that readers have and no library does: whose it is, and what it is called. */
export function StubPage(props: Props): ReactElement {
  const { site, title } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab="near" title={title.main}>
      <article className="sharing-copy">
        <BookCover site={site} book={{ title: title.main, author: title.author }} />
        <div>
          <h1>{title.main}</h1>
          {title.author ? <p>{title.author}</p> : null}
          {title.isbn ? <p className="quiet num">ISBN {title.isbn}</p> : null}
          {title.instanceId === null ? (
            <p>{t("stubs.no-library")}</p>
          ) : (
            <p>
              <a className="primary" href={`${site.base}/instance/${title.instanceId}`}>
                {t("stubs.in-catalogue")}
              </a>
            </p>
          )}
        </div>
      </article>
      <Copies {...props} />
      <Mend {...props} />
    </SharingFrame>
  );
}

function Copies({ site, title }: Props): ReactElement {
  const { t } = site;
  if (site.session === null)
    return (
      <section className="sharing-panel">
        <p>{t("stubs.copies", { count: title.offered })}</p>
        <a
          className="primary sharing-big"
          href={`${site.base}/sign-in?next=${encodeURIComponent(site.here)}`}
          rel="nofollow"
        >
          {t("stubs.sign-in")}
        </a>
      </section>
    );
  if (title.copies.length === 0)
    return (
      <section className="sharing-panel">
        <p>{t("stubs.too-far")}</p>
        <a className="secondary" href={`${site.base}/wanted?${new URLSearchParams({ q: title.main })}`}>
          {t("wanted.from-search")}
        </a>
      </section>
    );
  return (
    <ul className="sharing-list">
      {title.copies.map((copy) => (
        <li key={copy.id}>
          <a href={`${site.base}/sharing/copies/${copy.id}`}>
            {copy.isOwn ? t("stubs.own") : t("sharing.copy.owner", { name: readerName(site, copy.owner) })}
          </a>{" "}
          <span className="quiet">
            {copy.band === null || copy.isOwn ? null : (
              <span className="fact">{t("sharing.within", { km: copy.band })}</span>
            )}
            <span className="fact">{t(`sharing.condition.${copy.condition}`)}</span>
          </span>{" "}
          <StateMark mark={copy.isFree ? "yes" : "wait"}>
            {copy.isFree ? t("sharing.copy.free") : t("sharing.copy.out")}
          </StateMark>
        </li>
      ))}
    </ul>
  );
}

/** Saying how it is called, or which book of the catalogue it is; a moderator decides. */
function Mend({ site, title, mayMend }: Props): ReactElement | null {
  const { t } = site;
  if (!mayMend || title.instanceId !== null) return null;
  if (title.isMended) return <p className="quiet">{t("stubs.waits")}</p>;
  return (
    <details className="sharing-more">
      <summary>{t("stubs.mend")}</summary>
      <SharingForm site={site} action={`titles/${title.id}/mend`}>
        <Field label={t("sharing.wording.title")}>
          <input
            type="text"
            name="title"
            {...boundsOf(mendingSchema, "title")}
            required
            defaultValue={title.main}
          />
        </Field>
        <Field label={t("sharing.wording.author")}>
          <input
            type="text"
            name="author"
            {...boundsOf(mendingSchema, "author")}
            defaultValue={title.author}
          />
        </Field>
        <Field label="ISBN" note={t("stubs.isbn-note")}>
          <input
            type="text"
            name="isbn"
            {...boundsOf(mendingSchema, "isbn")}
            defaultValue={title.isbn ?? ""}
          />
        </Field>
        <Field label={t("stubs.record")} note={t("stubs.record-note")}>
          <input type="text" name="record" {...boundsOf(mendingSchema, "record")} />
        </Field>
        <button className="secondary" type="submit">
          {t("stubs.send")}
        </button>
      </SharingForm>
    </details>
  );
}
