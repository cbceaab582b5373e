import type { ReactElement } from "react";
import type { Reading } from "../../../server/src/readings/index.ts";
import { newReadingSchema } from "../../../server/src/readings/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { PostForm } from "../frame/post-form.tsx";
import { BookCover, Field, SharingFrame, SignInFirst } from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";
import { type DatedSite, Progress, partName } from "./progress.tsx";

/** Reading groups going on and to come, one's own that are over, and the way to begin one. */
type ReadingsProps = {
  site: DatedSite;
  now: Reading[];
  past: Reading[];
  /** The title one is to be about. */
  book: { id: number; title: string; author: string } | null;
  today: string;
  isMinor: boolean;
  /** Circle it is to be in, where somebody came from its page. */
  circleId: string | null;
  circles: { id: string; name: string }[];
};

/** What is read together now. */
export function ReadingsPage(props: ReadingsProps): ReactElement {
  const { site, now, past } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab="readings" title={t("readings.title")} wide>
      <h1 className="song">{t("readings.title")}</h1>
      <p className="quiet">{t("readings.line-about")}</p>
      <div className="thing">
        <div>
          {now.length === 0 ? <p className="sharing-none">{t("readings.none")}</p> : null}
          <ReadingList site={site} readings={now} />
          {past.length > 0 ? (
            <section aria-labelledby="readings-past">
              <h2 id="readings-past" className="song">
                {t("readings.past")}
              </h2>
              <ReadingList site={site} readings={past} />
            </section>
          ) : null}
        </div>
        <Begin {...props} />
      </div>
    </SharingFrame>
  );
}

function ReadingList({ site, readings }: { site: DatedSite; readings: Reading[] }): ReactElement | null {
  if (readings.length === 0) return null;
  return (
    <ul className="readings-list">
      {readings.map((reading) => (
        <li key={reading.id}>
          <BookCover site={site} book={reading} />
          <div>
            <h2>
              <a href={`${site.base}/readings/${reading.id}`} {...saidIn(reading.title, site.language)}>
                {reading.title}
              </a>
            </h2>
            <p className="quiet">
              <Said site={site} className="fact">
                {reading.author}
              </Said>
              <Said site={site} className="fact">
                {reading.circle ?? site.t("readings.everybody")}
              </Said>
              <span className="fact num">{site.t("readings.readers", { count: reading.readers })}</span>
            </p>
            <ReadingState site={site} reading={reading} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where a group is: what is read today, and how far whoever looks has come. */
export function ReadingState({ site, reading }: { site: DatedSite; reading: Reading }): ReactElement {
  const { t, base } = site;
  const { phase, isIn } = reading;
  return (
    <>
      <p className="reading-now">
        {phase === "ahead" ? t("readings.begins", { day: site.day(reading.startsOn) }) : null}
        {phase === "on"
          ? t("readings.today", { number: reading.part, name: partName(site, reading, reading.partName) })
          : null}
        {phase === "over" ? t("readings.ended") : null}
      </p>
      {isIn && phase !== "ahead" ? (
        <Progress site={site} part={reading.myPart} plan={reading.part} parts={reading.parts} />
      ) : null}
      <p className="reading-marks">
        {reading.isPublic ? null : <StateMark mark="wait">{t("wanted.waits")}</StateMark>}
        {reading.didToday ? <StateMark mark="yes">{t("readings.did-today")}</StateMark> : null}
        {isIn && phase === "on" && !reading.didToday && reading.myPart < reading.parts ? (
          <a className="secondary" href={`${base}/readings/${reading.id}#clock-in`}>
            {t("readings.clock-in")}
          </a>
        ) : null}
      </p>
    </>
  );
}

function Begin(props: ReadingsProps): ReactElement {
  const { site, book, circles, circleId, isMinor } = props;
  const { t, base } = site;
  if (!site.session) return <SignInFirst site={site} label={t("readings.sign-in-begin")} />;
  if (isMinor && circles.length === 0) return <p className="sharing-none">{t("readings.minor")}</p>;
  return (
    <details className="sharing-panel reading-begin" id="begin" open={book !== null || circleId !== null}>
      <summary>{t("readings.begin")}</summary>
      <PostForm site={site} action={`${base}/readings`}>
        {book ? <input type="hidden" name="instanceId" value={book.id} /> : null}
        <Field label={t("readings.field.title")}>
          <input
            className="field"
            name="title"
            {...boundsOf(newReadingSchema, "title")}
            required
            defaultValue={book?.title}
          />
        </Field>
        <Field label={t("readings.field.author")}>
          <input
            className="field"
            name="author"
            {...boundsOf(newReadingSchema, "author")}
            defaultValue={book?.author}
          />
        </Field>
        <Field label={t("readings.for")}>
          <select className="field" name="circleId" defaultValue={circleId ?? undefined}>
            {circles.map((circle) => (
              <option key={circle.id} value={circle.id}>
                {circle.name}
              </option>
            ))}
            {isMinor ? null : <option value="">{t("readings.everybody")}</option>}
          </select>
        </Field>
        <PlanFields {...props} />
        <Field label={t("readings.field.about")}>
          <textarea className="field" name="about" rows={3} {...boundsOf(newReadingSchema, "about")} />
        </Field>
        <button className="primary sharing-big" type="submit">
          {t("readings.begin")}
        </button>
      </PostForm>
    </details>
  );
}

/** When it begins, and its parts: chapters as they are typed, else pages. */
function PlanFields({ site, today }: ReadingsProps): ReactElement {
  const { t } = site;
  return (
    <>
      <div className="sharing-pair">
        <Field label={t("readings.field.starts")}>
          <input className="field" type="date" name="startsOn" required min={today} defaultValue={today} />
        </Field>
        <Field label={t("readings.field.days")}>
          <input
            className="field"
            type="number"
            name="daysEach"
            {...boundsOf(newReadingSchema, "daysEach")}
            required
            defaultValue={2}
          />
        </Field>
      </div>
      <Field label={t("readings.field.chapters")} note={t("readings.field.chapters-note")}>
        <textarea className="field" name="chapters" rows={5} {...boundsOf(newReadingSchema, "chapters")} />
      </Field>
      <div className="sharing-pair">
        <Field label={t("readings.field.pages")}>
          <input className="field" type="number" name="pages" {...boundsOf(newReadingSchema, "pages")} />
        </Field>
        <Field label={t("readings.field.sections")}>
          <input
            className="field"
            type="number"
            name="sections"
            {...boundsOf(newReadingSchema, "sections")}
          />
        </Field>
      </div>
    </>
  );
}
