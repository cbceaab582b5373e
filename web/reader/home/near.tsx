import type { ReactElement } from "react";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { Cover } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import { runOf } from "../frame/record-language.ts";
import { shortName } from "../frame/short-name.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** A library open now, or when it next is. `hour`: when it closes, or opens; `day`: null today, else `tomorrow` or the day. */
export type OpenLibrary = {
  code: string;
  library: string;
  branch: string;
  isOwn: boolean;
  isOpen: boolean;
  hour: string;
  day: string | null;
};

/** A nest in a line. `photo`: id of its picture. */
type NestCard = {
  code: string;
  name: string;
  address: string;
  km: number | null;
  stock: { low: number; high: number } | null;
  photo: string | null;
  position: { lat: number; lon: number };
};

/** A travelling book and where it was let go, the last places. */
export type JourneyCard = {
  code: string;
  title: string;
  author: string;
  state: string;
  finds: number;
  stops: { place: string; day: string; position: { lat: number; lon: number } | null }[];
};

/** A book of a neighbour. `band`: kilometres at most; null: not told. */
type NearBook = {
  id: string;
  title: string;
  author: string;
  owner: string;
  band: number | null;
  isGiven: boolean;
};

/** What is near. `books`: null where nobody is signed in or no place is told, which `standing` says. */
export type NearFacts = {
  libraries: OpenLibrary[];
  nests: NestCard[];
  journey: JourneyCard | null;
  books: NearBook[] | null;
  standing: "nobody" | "no-place" | "placed";
};

type Heading = "h2" | "h3";

/** 开到 22:00, 明天 08:00 开. */
function hoursOf({ t }: SiteContext, { isOpen, hour, day }: OpenLibrary): string {
  if (isOpen) return t("near.open-until", { hour });
  if (day === null) return t("near.opens-at", { hour });
  return day === "tomorrow" ? t("near.opens-tomorrow", { hour }) : t("near.opens-on", { hour, day });
}

/** Libraries and when they are open, nests and a book on its way, side by side; `heading`: what stands below the one above. */
export function NearParts(props: { site: SiteContext; near: NearFacts; heading: Heading }): ReactElement {
  const { site, near, heading: H } = props;
  const { t, base } = site;
  return (
    <div className="near">
      <section aria-labelledby="near-libraries">
        <H id="near-libraries" className="song">
          {t("near.libraries")}
        </H>
        {near.libraries.length === 0 ? <p className="quiet">{t("near.libraries.none")}</p> : null}
        <ul className="near-lines">
          {near.libraries.map((one) => (
            <li key={one.code + one.branch}>
              <a href={`${base}/search?library=${one.code}`} rel="nofollow">
                {shortName(one.library)} · {one.branch}
              </a>
              <StateMark mark={one.isOpen ? "yes" : "wait"}>{hoursOf(site, one)}</StateMark>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="near-nests">
        <H id="near-nests">
          <a href={`${base}/nests`} className="song">
            {t("near.nests")}
          </a>
        </H>
        {near.nests.length === 0 ? <p className="quiet">{t("near.nests.none")}</p> : null}
        <ul className="near-nests">
          {near.nests.map((nest) => (
            <li key={nest.code}>
              <a href={`${base}/nests/${nest.code}`}>
                {nest.photo ? (
                  <img
                    src={`/api/v1/nests/photos/${nest.photo}`}
                    alt=""
                    width={96}
                    height={64}
                    loading="lazy"
                  />
                ) : null}
                <span>
                  <b {...saidIn(nest.name, site.language)}>{nest.name}</b>
                  <small>
                    {[
                      nest.km === null ? null : t("sharing.within", { km: nest.km }),
                      nest.address || null,
                      nest.stock &&
                        (nest.stock.low === nest.stock.high
                          ? t("nests.stock.exact", { count: nest.stock.low })
                          : t("nests.stock.range", nest.stock)),
                    ]
                      .filter(Boolean)
                      .join(" · ")}
                  </small>
                </span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      {near.journey ? <JourneyPart site={site} journey={near.journey} heading={H} /> : null}
    </div>
  );
}

function JourneyPart(props: { site: SiteContext; journey: JourneyCard; heading: Heading }): ReactElement {
  const { site, journey, heading: H } = props;
  const { t, base } = site;
  const { lang } = runOf(journey.title, [], site.language);
  const last = journey.stops.length - 1;
  return (
    <section aria-labelledby="near-journey">
      <H id="near-journey">
        <a href={`${base}/drift`} className="song">
          {t("near.journey")}
        </a>
      </H>
      <div className="journey-card">
        <a href={`${base}/drift/${journey.code}`} className="journey-book">
          <Cover facts={{ title: journey.title, lang, author: journey.author }} />
          <span>
            <b lang={lang}>{journey.title}</b>
            <small>{t("drift.finds", { count: journey.finds })}</small>
          </span>
        </a>
        <ol className="journey-stops">
          {journey.stops.map((stop, i) => (
            <li key={stop.day + stop.place} className={i === last ? "journey-here" : undefined}>
              <span {...saidIn(stop.place, site.language)}>{stop.place}</span> <small>{stop.day}</small>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** What neighbours lend and give, or the step that shows it; and the way to put one's own books there. */
export function NearBooks({ site, near }: { site: SiteContext; near: NearFacts }): ReactElement {
  return (
    <>
      <BooksNear site={site} near={near} />
      <p className="near-publish">
        <a className="secondary" href={`${site.base}/sharing/publish`} rel="nofollow">
          {site.t("publish.home")}
        </a>
      </p>
    </>
  );
}

function BooksNear({ site, near }: { site: SiteContext; near: NearFacts }): ReactElement {
  const { t, base } = site;
  if (near.books === null)
    return (
      <p className="near-invite">
        {t(`near.invite.${near.standing}`)}{" "}
        <a
          className="secondary"
          href={
            near.standing === "nobody"
              ? `${base}/sign-in?next=${encodeURIComponent(`${base}/sharing/near`)}`
              : `${base}/sharing/near`
          }
          rel="nofollow"
        >
          {t(near.standing === "nobody" ? "site.sign-in" : "near.tell-place")}
        </a>
      </p>
    );
  if (near.books.length === 0) return <p className="near-invite">{t("near.books.none")}</p>;
  return (
    <ul className="shelf">
      {near.books.map((book) => {
        const { lang } = runOf(book.title, [], site.language);
        return (
          <li key={book.id}>
            <a href={`${base}/sharing/copies/${book.id}`}>
              <Cover facts={{ title: book.title, lang, author: book.author }} />
              <span className="shelf-title" lang={lang}>
                {book.title}
              </span>
              <span className="shelf-author">
                {[
                  book.owner,
                  book.band === null ? null : t("sharing.within", { km: book.band }),
                  book.isGiven ? t("sharing.mode.give") : null,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** The page of what is near: libraries, nests, a journey, neighbours' books. */
export function NeighbourhoodPage({ site, near }: { site: SiteContext; near: NearFacts }): ReactElement {
  const { t, base } = site;
  return (
    <Layout site={site} title={t("nav.near")} description={t("near.line")} query="">
      <div className="band-head">
        <h1 className="song">{t("near.title")}</h1>
        <nav className="near-links" aria-label={t("near.title")}>
          <a href={`${base}/readings`} rel="nofollow">
            {t("readings.title")}
          </a>
          <a href={`${base}/salons`} rel="nofollow">
            {t("salons.title")}
          </a>
          <a href={`${base}/wanted`} rel="nofollow">
            {t("wanted.title")}
          </a>
          <a href={`${base}/sharing/circles`} rel="nofollow">
            {t("near.circles")}
          </a>
        </nav>
      </div>
      <div className="near-page">
        <NearParts site={site} near={near} heading="h2" />
      </div>
      <section className="band" aria-labelledby="near-books">
        <div className="band-head">
          <h2 id="near-books" className="song">
            {t("near.books")}
          </h2>
          {near.books === null ? null : <a href={`${base}/sharing/near`}>{t("near.books.all")}</a>}
        </div>
        <NearBooks site={site} near={near} />
      </section>
    </Layout>
  );
}
