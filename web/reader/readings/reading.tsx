import type { ReactElement } from "react";
import type { Fellow, Reading, ReadingNote, ReadingPart } from "../../../server/src/readings/index.ts";
import { clockInSchema } from "../../../server/src/readings/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { PostButton, PostForm, ReaderWords } from "../frame/post-form.tsx";
import { BookCover, Field, readerName, SharingFrame, SignInFirst } from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { Said } from "../frame/said.tsx";
import { type DatedSite, Progress, partName } from "./progress.tsx";
import { ReadingState } from "./readings.tsx";

/** One reading group. `fellows`, `notes`: for those who read along, and who leads. */
type ReadingProps = {
  site: DatedSite;
  reading: Reading;
  parts: ReadingPart[];
  fellows: Fellow[];
  notes: ReadingNote[];
  days: string[];
  streak: number;
};

/** A reading group: the book, its plan and notes; on the right the day's reading, who reads, and what its leader does. */
export function ReadingPage(props: ReadingProps): ReactElement {
  const { site, reading } = props;
  const { t, base } = site;
  return (
    <SharingFrame site={site} tab="readings" title={reading.title} wide>
      <div className="reading-head">
        <BookCover site={site} book={reading} />
        <div>
          <h1 {...saidIn(reading.title, site.language)}>{reading.title}</h1>
          <p className="quiet">
            <Said site={site} className="fact">
              {reading.author}
            </Said>
            <Said site={site} className="fact">
              {reading.circle ?? t("readings.everybody")}
            </Said>
            <span className="fact num">{t("readings.readers", { count: reading.readers })}</span>
            {reading.leader.tag ? (
              <span className="fact">{t("readings.leader", { name: readerName(site, reading.leader) })}</span>
            ) : null}
          </p>
          <p className="quiet num">
            {t("readings.from-to", { from: site.day(reading.startsOn), to: site.day(reading.endsOn) })}
          </p>
          {reading.instanceId === null ? null : (
            <p>
              <a href={`${base}/instance/${reading.instanceId}`}>{t("readings.get")}</a>
            </p>
          )}
        </div>
      </div>
      {reading.about ? <ReaderWords site={site} text={reading.about} className="sharing-note" /> : null}
      <div className="thing">
        <div>
          <Today {...props} />
          <Notes {...props} />
        </div>
        <div>
          <Plan {...props} />
          <Fellows {...props} />
          <Settings {...props} />
        </div>
      </div>
      {reading.mayLead ? null : (
        <Report site={site} action={`${base}/readings/${reading.id}/report`} about={reading.title} />
      )}
    </SharingFrame>
  );
}

/** Reading along, and the day's reading. */
function Today(props: ReadingProps): ReactElement | null {
  const { site, reading, parts, days, streak } = props;
  const { t, base } = site;
  const action = `${base}/readings/${reading.id}`;
  if (!reading.isIn) {
    if (reading.isSentAway) return <p className="sharing-note">{t("problem.reading-sent-away")}</p>;
    return (
      <section className="reading-today">
        <ReadingState site={site} reading={reading} />
        {reading.phase === "over" ? null : !site.session ? (
          <SignInFirst site={site} label={t("readings.sign-in")} main />
        ) : (
          <PostButton site={site} action={`${action}/join`} label={t("readings.join")} look="primary" />
        )}
      </section>
    );
  }
  const next = Math.min(reading.parts, Math.max(1, reading.myPart + 1));
  return (
    <section className="reading-today" aria-labelledby="clock-in">
      <h2 id="clock-in">{t(reading.didToday ? "readings.did-today" : "readings.clock-in")}</h2>
      <p className="reading-now">
        {reading.phase === "on"
          ? t("readings.today", { number: reading.part, name: partName(site, reading, reading.partName) })
          : t(reading.phase === "over" ? "readings.ended" : "readings.begins", {
              day: site.day(reading.startsOn),
            })}
      </p>
      <Progress site={site} part={reading.myPart} plan={reading.part} parts={reading.parts} />
      {days.length > 0 ? (
        <p className="quiet num">
          <span className="fact">{t("readings.days", { count: days.length })}</span>
          {streak > 1 ? <span className="fact">{t("readings.streak", { count: streak })}</span> : null}
        </p>
      ) : null}
      {reading.phase === "ahead" ? null : (
        <PostForm site={site} action={`${action}/clock-in`} className="reading-form">
          <Field label={t("readings.field.part")}>
            <select className="field" name="part" defaultValue={next}>
              {parts.map((part) => (
                <option key={part.number} value={part.number}>
                  {`${part.number} · ${partName(site, reading, part.name)}`}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t("readings.field.note")} note={t("readings.field.note-note")}>
            <textarea className="field" name="note" rows={3} {...boundsOf(clockInSchema, "note")} />
          </Field>
          <button className="primary sharing-big" type="submit">
            {t(reading.didToday ? "readings.clock-in.again" : "readings.clock-in")}
          </button>
        </PostForm>
      )}
    </section>
  );
}

/** The plan: parts with their days, how many have come so far, and where today is. */
function Plan({ site, reading, parts }: ReadingProps): ReactElement {
  const { t } = site;
  return (
    <section aria-labelledby="plan">
      <h2 id="plan" className="song">
        {t("readings.plan")}
      </h2>
      <ol className="reading-plan-list">
        {parts.map((part) => {
          const isNow = reading.phase === "on" && part.number === reading.part;
          const isMine = part.number <= reading.myPart;
          return (
            <li key={part.number} aria-current={isNow ? "step" : undefined}>
              <span className="reading-part">
                {isMine ? (
                  <StateMark mark="yes">{partName(site, reading, part.name)}</StateMark>
                ) : (
                  partName(site, reading, part.name)
                )}
              </span>
              <small className="num">
                <time dateTime={part.to}>
                  {t("readings.until", { day: part.to.slice(5).replace("-", "/") })}
                </time>
                {part.reached > 0 ? ` · ${t("readings.reached", { count: part.reached })}` : ""}
              </small>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** What was thought; what is ahead of a reader stays folded. */
function Notes({ site, reading, notes }: ReadingProps): ReactElement | null {
  const { t, base } = site;
  if (!reading.isIn && !reading.mayLead) return <p className="quiet">{t("readings.notes.inside")}</p>;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes" className="song">
        {t("readings.notes")}
      </h2>
      {notes.length === 0 ? <p className="sharing-none">{t("readings.notes.none")}</p> : null}
      <ol className="reading-notes">
        {notes.map((note) => (
          <li key={note.id}>
            <p className="quiet">
              <Said site={site} className="fact">
                {note.isOwn ? t("sharing.message.me") : readerName(site, note.by)}
              </Said>
              <span className="fact num">{t("readings.note.part", { number: note.part })}</span>
              <span className="fact num">{site.moment(note.at)}</span>
              {note.isPublic ? null : <span className="fact">{t("wanted.waits")}</span>}
            </p>
            {note.isAhead ? (
              <details>
                <summary>{t("readings.note.ahead", { number: note.part })}</summary>
                <ReaderWords site={site} text={note.text} />
              </details>
            ) : (
              <ReaderWords site={site} text={note.text} />
            )}
            {note.isOwn ? null : (
              <Report
                site={site}
                action={`${base}/readings/${reading.id}/notes/${note.id}/report`}
                about={t("readings.note.by", { name: readerName(site, note.by) })}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Who reads along and how far they have come. */
function Fellows({ site, reading, fellows }: ReadingProps): ReactElement | null {
  const { t, base } = site;
  if (fellows.length === 0) return null;
  return (
    <section aria-labelledby="fellows">
      <h2 id="fellows" className="song">
        {t("readings.fellows")}
      </h2>
      <ul className="reading-fellows">
        {fellows.map((fellow) => (
          <li key={fellow.personId}>
            <span>
              {readerName(site, fellow)}
              {fellow.isMe ? ` (${t("sharing.person.me")})` : ""}
            </span>
            <small className="num">
              {t("readings.fellow", { part: fellow.part, parts: reading.parts, count: fellow.days })}
            </small>
            {reading.mayLead && !fellow.isMe ? (
              <details className="reading-away">
                <summary>{t("readings.send-away")}</summary>
                <PostForm site={site} action={`${base}/readings/${reading.id}/send-away`}>
                  <input type="hidden" name="personId" value={fellow.personId} />
                  <p className="quiet">{t("readings.send-away.note")}</p>
                  <button className="secondary" type="submit">
                    {t("readings.send-away.named", { name: readerName(site, fellow) })}
                  </button>
                </PostForm>
              </details>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a reader sets for themselves, and what its leader changes. */
function Settings({ site, reading }: ReadingProps): ReactElement | null {
  const { t, base } = site;
  const action = `${base}/readings/${reading.id}`;
  const isOpen = reading.phase !== "over";
  return (
    <div className="reading-settings">
      {reading.isIn && isOpen ? (
        <PostButton
          site={site}
          action={`${action}/${reading.isReminded ? "remind-not" : "remind"}`}
          label={t(reading.isReminded ? "readings.remind-not" : "readings.remind")}
        />
      ) : null}
      {reading.mayLead && isOpen ? (
        <details className="sharing-more">
          <summary>{t("readings.change")}</summary>
          <PostForm site={site} action={`${action}/change`}>
            <div className="sharing-pair">
              <Field label={t("readings.field.starts")}>
                <input
                  className="field"
                  type="date"
                  name="startsOn"
                  required
                  defaultValue={reading.startsOn}
                />
              </Field>
              <Field label={t("readings.field.days")}>
                <input
                  className="field"
                  type="number"
                  name="daysEach"
                  min={1}
                  max={60}
                  required
                  defaultValue={reading.daysEach}
                />
              </Field>
            </div>
            <Field label={t("readings.field.about")}>
              <textarea
                className="field"
                name="about"
                rows={3}
                maxLength={2000}
                defaultValue={reading.about}
              />
            </Field>
            <button className="secondary" type="submit">
              {t("sharing.save")}
            </button>
          </PostForm>
          <PostButton site={site} action={`${action}/end`} label={t("readings.end")} />
        </details>
      ) : null}
      {reading.isIn ? (
        <details className="sharing-more">
          <summary>{t("readings.leave")}</summary>
          <p className="quiet">{t("readings.leave.note")}</p>
          <PostButton site={site} action={`${action}/leave`} label={t("readings.leave")} />
        </details>
      ) : null}
    </div>
  );
}
