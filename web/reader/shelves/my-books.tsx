import type { ReactElement } from "react";
import type { Sharer } from "../../../server/src/neighbours/index.ts";
import type { MyBooks, OwnCopy } from "../../../server/src/shelves/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { BookCover, Field, SharingForm, SharingFrame } from "../frame/readers/frame.tsx";
import { ScanButton } from "../frame/readers/scan-button.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { OfferFields } from "./offer-fields.tsx";

/** One's own books, and the way to publish more. */
type MyBooksProps = {
  site: SiteContext;
  me: Sharer;
  books: MyBooks;
  shelf: string | null;
  /** Whether this is the first page. */
  isFirst: boolean;
  circles: { id: string; name: string }[];
};

/** My books: publish by ISBN or title, a line for each, or by a table; then the shelves. */
export function MyBooksPage(props: MyBooksProps): ReactElement {
  const { site, me, books, circles } = props;
  const { t } = site;
  const choice = {
    modes: ["lend" as const],
    loanDays: 30,
    condition: "good",
    note: "",
    shelf: props.shelf ?? "",
    audience: { public: me.cell !== null, radiusKm: 5, friends: false, circleIds: [] },
  };
  return (
    <SharingFrame site={site} tab="books" title={t("sharing.tab.books")}>
      <h1 className="song">{t("sharing.tab.books")}</h1>
      <p>
        <a className="primary sharing-big" href={`${site.base}/sharing/publish`}>
          {t("sharing.publish")}
        </a>
      </p>
      <details className="sharing-panel">
        <summary>{t("publish.shelf")}</summary>
        <SharingForm site={site} action="books">
          <ScanButton site={site} kind="isbn" field="lines" />
          <Field label={t("sharing.publish.lines")} note={t("sharing.publish.lines-note")}>
            <textarea name="lines" rows={4} maxLength={800_000} required spellCheck={false} />
          </Field>
          <OfferFields
            site={site}
            choice={choice}
            circles={circles}
            hasPlace={me.cell !== null}
            isMinor={me.isMinor}
          />
          <button className="secondary sharing-big" type="submit">
            {t("sharing.publish")}
          </button>
        </SharingForm>
      </details>
      <ShelfLinks {...props} />
      {books.items.length === 0 ? <p className="sharing-none">{t("sharing.books.none")}</p> : null}
      <ul className="sharing-list">
        {books.items.map((copy) => (
          <OwnCopyRow key={copy.id} site={site} copy={copy} />
        ))}
      </ul>
      <PageLinks {...props} />
    </SharingFrame>
  );
}

function ShelfLinks({ site, books, shelf }: MyBooksProps): ReactElement | null {
  const { t } = site;
  if (books.shelves.length < 2 && shelf === null) return null;
  const all = books.shelves.reduce((sum, one) => sum + one.count, 0);
  return (
    <nav className="sharing-chips" aria-label={t("sharing.shelves")}>
      <a href={`${site.base}/sharing/books`} aria-current={shelf === null ? "page" : undefined}>
        {t("sharing.shelf.all", { count: all })}
      </a>
      {books.shelves.map((one) => (
        <a
          key={one.shelf}
          href={`${site.base}/sharing/books?shelf=${encodeURIComponent(one.shelf)}`}
          aria-current={shelf === one.shelf ? "page" : undefined}
        >
          {one.shelf || t("sharing.shelf.unnamed")} <span className="num">{one.count}</span>
        </a>
      ))}
    </nav>
  );
}

function OwnCopyRow({ site, copy }: { site: SiteContext; copy: OwnCopy }): ReactElement {
  const { t } = site;
  const { audience } = copy;
  const shown =
    copy.state !== "open" || !(audience.public || audience.friends || audience.circleIds.length > 0);
  return (
    <li className="sharing-row">
      <BookCover site={site} book={copy} />
      <div>
        <h2>
          <a href={`${site.base}/sharing/copies/${copy.id}`} {...saidIn(copy.title, site.language)}>
            {copy.title}
          </a>
        </h2>
        <Said site={site} as="p" className="quiet">
          {copy.author}
        </Said>
        <p>
          {shown ? (
            <StateMark mark="no">{t("sharing.copy.hidden")}</StateMark>
          ) : copy.isFree ? (
            <StateMark mark="yes">{t("sharing.copy.free")}</StateMark>
          ) : (
            <StateMark mark="wait">{t("sharing.copy.out")}</StateMark>
          )}
        </p>
        <p className="quiet">
          {copy.modes.map((mode) => (
            <span key={mode} className="fact">
              {t(`sharing.mode.${mode}`)}
            </span>
          ))}
          {copy.waiting > 0 ? (
            <span className="fact">{t("sharing.copy.waiting", { count: copy.waiting })}</span>
          ) : null}
        </p>
      </div>
    </li>
  );
}

function PageLinks({ site, books, isFirst, shelf }: MyBooksProps): ReactElement | null {
  const { t } = site;
  if (isFirst && books.next === null) return null;
  const href = (cursor: string | null): string => {
    const words = new URLSearchParams({
      ...(shelf !== null && { shelf }),
      ...(cursor !== null && { cursor }),
    });
    return `${site.base}/sharing/books${words.size > 0 ? `?${words}` : ""}`;
  };
  return (
    <p className="sharing-pages">
      {isFirst ? null : <a href={href(null)}>{t("sharing.newest")}</a>}
      {books.next === null ? null : <a href={href(books.next)}>{t("sharing.later")}</a>}
    </p>
  );
}
