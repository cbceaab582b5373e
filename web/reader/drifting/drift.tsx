import type { ReactElement } from "react";
import type { Claim, Journey, JourneyLine, Thought } from "../../../server/src/drifting/index.ts";
import { startSchema } from "../../../server/src/drifting/schema.ts";
import { cardKinds } from "../../../server/src/drifting/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { H1, H2 } from "../frame/heading.tsx";
import { PlaceMap } from "../frame/maps/place-map.tsx";
import { PostForm, ReaderWords } from "../frame/post-form.tsx";
import { BookCover, Field, readerName, SharingFrame, Tick } from "../frame/readers/frame.tsx";
import { ScanButton } from "../frame/readers/scan-button.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { type DriftSite, LetGo, ThoughtForm, Thoughts } from "./drift-parts.tsx";

type FriendName = { personId: string; nickname: string | null; tag: string };

const MARKS = {
  "in-hand": "wait",
  released: "yes",
  "in-nest": "yes",
  passed: "wait",
  "presumed-lost": "no",
  retired: "no",
} as const;

function JourneyState({ site, journey }: { site: SiteContext; journey: JourneyLine }): ReactElement {
  return <StateMark mark={MARKS[journey.state]}>{site.t(`drift.state.${journey.state}`)}</StateMark>;
}

function JourneyList({ site, journeys }: { site: DriftSite; journeys: JourneyLine[] }): ReactElement {
  const { t, base } = site;
  return (
    <ul className="sharing-list">
      {journeys.map((journey) => (
        <li key={journey.code} className="sharing-row">
          <BookCover site={site} book={journey} />
          <div>
            <h3>
              <a href={`${base}/drift/${journey.code}`} {...saidIn(journey.title, site.language)}>
                {journey.title}
              </a>
            </h3>
            <Said site={site} as="p" className="quiet">
              {journey.author}
            </Said>
            <p>
              <JourneyState site={site} journey={journey} />
            </p>
            <p className="quiet">
              <span className="fact">{t(`drift.kind.${journey.kind}`)}</span>
              <span className="fact num">{t("drift.finds", { count: journey.finds })}</span>
              <span className="fact num">{site.moment(journey.lastAt)}</span>
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

type DriftProps = {
  site: DriftSite;
  figures: { finds: number; underWay: number };
  underWay: JourneyLine[];
  mine: JourneyLine[];
  own: { id: string; title: string }[];
  friends: FriendName[];
};

/** Books on their way first; beside them finding one, and sending one off. */
export function DriftPage(props: DriftProps): ReactElement {
  const { site, figures, underWay, mine } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab={null} title={t("drift.title")} open wide>
      <H1>{t("drift.title")}</H1>
      <p>{t("drift.line")}</p>
      <div className="thing">
        <div>
          <section aria-labelledby="under-way">
            <H2 id="under-way">{t("drift.under-way")}</H2>
            <p className="quiet">
              <span className="fact num">{t("drift.figure.under-way", { count: figures.underWay })}</span>
              <span className="fact num">{t("drift.figure.finds", { count: figures.finds })}</span>
            </p>
            {underWay.length === 0 ? <p className="sharing-none">{t("drift.none")}</p> : null}
            <JourneyList site={site} journeys={underWay} />
          </section>
          {mine.length > 0 ? (
            <section aria-labelledby="mine">
              <H2 id="mine">{t("drift.mine")}</H2>
              <JourneyList site={site} journeys={mine} />
            </section>
          ) : null}
        </div>
        <aside>
          <FoundOne site={site} />
          <SendOff {...props} />
        </aside>
      </div>
    </SharingFrame>
  );
}

function FoundOne({ site }: { site: DriftSite }): ReactElement {
  const { t, base } = site;
  return (
    <form method="get" action={`${base}/drift/find`} className="sharing-panel">
      <H2>{t("drift.found.title")}</H2>
      <ScanButton site={site} kind="code" field="code" />
      <Field label={t("drift.code")}>
        <input
          type="text"
          name="code"
          required
          maxLength={20}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <Field label={t("drift.secret")} note={t("drift.secret.note")}>
        <input
          type="text"
          name="secret"
          maxLength={40}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
      </Field>
      <button className="primary sharing-big" type="submit">
        {t("drift.found.look")}
      </button>
    </form>
  );
}

function SendOff({ site, own, friends }: DriftProps): ReactElement {
  const { t, base } = site;
  return (
    <details className="sharing-more">
      <summary>{t("drift.start")}</summary>
      {!site.session ? (
        <p>
          <a href={`${base}/sign-in?next=${encodeURIComponent(`${base}/drift`)}`}>{t("drift.sign-in")}</a>
        </p>
      ) : own.length === 0 ? (
        <p>
          <a href={`${base}/sharing/books`}>{t("drift.start.none")}</a>
        </p>
      ) : (
        <PostForm site={site} action={`${base}/drift`} className="sharing-panel">
          <p className="quiet">{t("drift.start.note")}</p>
          <Field label={t("drift.start.book")}>
            <select name="copyId" required>
              {own.map((copy) => (
                <option key={copy.id} value={copy.id}>
                  {copy.title}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t("drift.message")}>
            <textarea name="message" rows={3} {...boundsOf(startSchema, "message")} />
          </Field>
          {friends.length > 0 ? (
            <fieldset className="sharing-set">
              <legend>{t("drift.ring")}</legend>
              <p className="quiet">{t("drift.ring.note")}</p>
              {friends.map((friend) => (
                <Tick
                  key={friend.personId}
                  name="ring"
                  value={friend.personId}
                  label={readerName(site, friend)}
                />
              ))}
            </fieldset>
          ) : null}
          <button className="primary sharing-big" type="submit">
            {t("drift.start.send")}
          </button>
        </PostForm>
      )}
    </details>
  );
}

/** A journey as everybody sees it, and what its holder may do. */
type JourneyProps = {
  site: DriftSite;
  journey: Journey;
  /** Whoever says they have the book that this reader has. */
  claims: Claim[];
  thoughts: Thought[];
  friends: FriendName[];
};
export function JourneyPage(props: JourneyProps): ReactElement {
  const { site, journey, thoughts } = props;
  const { t, base } = site;
  return (
    <SharingFrame
      site={site}
      tab={null}
      title={journey.title}
      open
      wide
      card={`/cards/drift/${journey.code}.png`}
    >
      <h1>
        {journey.instanceId === null ? (
          journey.title
        ) : (
          <a href={`${base}/instance/${journey.instanceId}`} {...saidIn(journey.title, site.language)}>
            {journey.title}
          </a>
        )}
      </h1>
      <Said site={site} as="p" className="quiet">
        {journey.author}
      </Said>
      <p>
        <JourneyState site={site} journey={journey} />
      </p>
      {journey.message ? <ReaderWords site={site} text={journey.message} className="drift-message" /> : null}
      <Claims {...props} />
      <HolderActs {...props} />
      {journey.ring.length > 0 ? (
        <section aria-labelledby="ring">
          <H2 id="ring">{t("drift.ring.stops")}</H2>
          <ol>
            {journey.ring.map((stop) => (
              <li key={stop.tag}>
                {readerName(site, stop)}{" "}
                {stop.reached ? <StateMark mark="yes">{t("drift.ring.reached")}</StateMark> : null}
              </li>
            ))}
          </ol>
        </section>
      ) : null}
      <section aria-labelledby="timeline">
        <H2 id="timeline">{t("drift.timeline")}</H2>
        <div className="thing">
          <PlaceMap site={site} label={t("drift.map")} here={null} path places={placesOf(journey)} />
          <Timeline site={site} journey={journey} />
        </div>
      </section>
      <Thoughts site={site} thoughts={thoughts} />
      {site.session ? <ThoughtForm site={site} code={journey.code} secret="" /> : null}
      {journey.mayPrint ? <Cards site={site} journey={journey} /> : null}
    </SharingFrame>
  );
}

/** What is printed and put into the book. */
function Cards({ site, journey }: Pick<JourneyProps, "site" | "journey">): ReactElement {
  const { t, base } = site;
  return (
    <section aria-labelledby="cards">
      <H2 id="cards">{t("drift.cards")}</H2>
      <p className="quiet">{t("drift.cards.note")}</p>
      <ul className="plain-list">
        {cardKinds.map((kind) => (
          <li key={kind}>
            <a href={`${base}/drift/${journey.code}/${kind}.pdf`}>{t(`drift.card.${kind}`)}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Timeline({ site, journey }: Pick<JourneyProps, "site" | "journey">): ReactElement {
  const { t, base } = site;
  return (
    <ol className="drift-timeline">
      {journey.events.map((event) => (
        <li key={`${event.kind}${event.at}`}>
          <b>{t(`drift.event.${event.kind}`)}</b>
          <span className="quiet num"> {site.moment(event.at)}</span>
          <br />
          <span className="fact">
            {event.reader === null ? t("drift.somebody") : readerName(site, event.reader)}
          </span>
          {event.nest ? (
            <span className="fact">
              <a href={`${base}/nests/${event.nest.code}`} {...saidIn(event.nest.name, site.language)}>
                {event.nest.name}
              </a>
            </span>
          ) : null}
          {event.place ? (
            <span className="fact" {...saidIn(event.place, site.language)}>
              {event.place}
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function placesOf(journey: Journey): { lat: number; lon: number; kind: "nest" | "cell"; label: string }[] {
  return journey.events.flatMap((event) =>
    event.position
      ? [
          {
            ...event.position,
            kind: event.nest ? ("nest" as const) : ("cell" as const),
            label: event.nest?.name ?? event.place,
          },
        ]
      : [],
  );
}

function Claims({ site, journey, claims }: JourneyProps): ReactElement | null {
  const { t, base } = site;
  if (claims.length === 0) return null;
  return (
    <section className="sharing-panel" aria-labelledby="claims">
      <H2 id="claims">{t("drift.claims")}</H2>
      {claims.map((claim) => (
        <PostForm key={claim.id} site={site} action={`${base}/drift/${journey.code}/claims/${claim.id}`}>
          <p>
            {t("drift.claim", {
              reader: claim.reader ? readerName(site, claim.reader) : t("drift.somebody"),
            })}
          </p>
          <button className="primary" type="submit" name="granted" value="1">
            {t("drift.claim.yes")}
          </button>{" "}
          <button className="secondary" type="submit" name="granted" value="0">
            {t("drift.claim.no")}
          </button>
        </PostForm>
      ))}
    </section>
  );
}

function HolderActs({ site, journey, friends }: JourneyProps): ReactElement | null {
  const { t, base } = site;
  const to = `${base}/drift/${journey.code}`;
  if (journey.standing === "receiver") return <p className="sharing-panel">{t("drift.to-you")}</p>;
  const isAsked =
    journey.standing !== "none" && journey.state !== "retired" && journey.state !== "presumed-lost";
  return (
    <>
      {journey.isHolder ? (
        <div className="sharing-panel">
          <LetGo site={site} to={to} secret="" />
          {friends.length > 0 ? (
            <PostForm site={site} action={`${to}/pass`} label={t("drift.pass")}>
              <Field label={t("drift.pass.to")}>
                <select name="personId" required>
                  {friends.map((friend) => (
                    <option key={friend.personId} value={friend.personId}>
                      {readerName(site, friend)}
                    </option>
                  ))}
                </select>
              </Field>
              <button className="secondary" type="submit">
                {t("drift.pass")}
              </button>
            </PostForm>
          ) : null}
          <details>
            <summary>{t("drift.end")}</summary>
            <PostForm site={site} action={`${to}/end`}>
              <button className="secondary" type="submit" name="ending" value="kept">
                {t("drift.end.kept")}
              </button>{" "}
              <button className="plain" type="submit" name="ending" value="worn">
                {t("drift.end.worn")}
              </button>
            </PostForm>
          </details>
        </div>
      ) : null}
      {isAsked ? (
        <PostForm site={site} action={`${to}/still`}>
          <button className="plain" type="submit">
            {t("drift.still")}
          </button>
        </PostForm>
      ) : null}
    </>
  );
}
