import type { ReactElement } from "react";
import type { Guest, Salon, SalonNote } from "../../../server/src/salons/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { PostButton, PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Field, readerName, SharingFrame, SignInFirst } from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { Said } from "../frame/said.tsx";
import { type Named, SalonFields, type TimedSite } from "./salon-fields.tsx";
import { SalonFacts } from "./salons.tsx";

/** One salon. `code`: on the host's screen while people come; `typed`: a code that came with the address. */
type SalonProps = {
  site: TimedSite;
  salon: Salon;
  notes: SalonNote[];
  guests: Guest[];
  code: { digits: string; path: string; size: number } | null;
  typed: string;
  branches: Named<number>[];
};

/** A salon: what it is, the one thing to do, who comes, what was said. */
export function SalonPage(props: SalonProps): ReactElement {
  const { site, salon } = props;
  const { t, base } = site;
  return (
    <SharingFrame
      site={site}
      tab="salons"
      title={salon.title}
      wide
      {...(salon.circle === null && salon.isPublic && { card: `/cards/salon/${salon.id}.png` })}
    >
      <h1 {...saidIn(salon.title, site.language)}>{salon.title}</h1>
      <p className="salon-when num">
        {site.moment(salon.startsAt)} · {t("salons.minutes", { count: salon.minutes })}
      </p>
      <p className="quiet">
        {salon.host.tag ? (
          <span className="fact">{t("salons.host", { name: readerName(site, salon.host) })}</span>
        ) : null}
        <SalonFacts site={site} salon={salon} />
      </p>
      <div className="thing">
        <div>
          {salon.about ? <ReaderWords site={site} text={salon.about} className="sharing-note" /> : null}
          <Notes {...props} />
        </div>
        <div>
          <Coming {...props} />
          {site.session && salon.state === "planned" && !salon.isOver ? (
            <p className="salon-calendar">
              <a className="secondary" href={`/api/v1/salons/${salon.id}/calendar.ics`}>
                {t("sharing.appointment.calendar")}
              </a>
            </p>
          ) : null}
          {salon.mayHost ? <Hosting {...props} /> : null}
        </div>
      </div>
      {salon.mayHost ? null : (
        <Report site={site} action={`${base}/salons/${salon.id}/report`} about={salon.title} />
      )}
    </SharingFrame>
  );
}

/** Coming, staying away, being there. */
function Coming({ site, salon, typed }: SalonProps): ReactElement | null {
  const { t, base } = site;
  const action = `${base}/salons/${salon.id}`;
  if (salon.state === "cancelled") return null;
  if (!site.session)
    return salon.isOver ? null : <SignInFirst site={site} label={t("salons.sign-in")} main />;
  if (salon.isCheckedIn) return <StateMark mark="yes">{t("salons.there")}</StateMark>;
  const isFull = salon.seats !== null && salon.going >= salon.seats;
  return (
    <>
      {salon.isOn && !salon.mayHost ? (
        <PostForm site={site} action={`${action}/check-in`} className="sharing-panel">
          <Field label={t("salons.code")} note={t("salons.code-note")}>
            <input
              className="field sharing-digits num"
              name="code"
              inputMode="numeric"
              maxLength={9}
              required
              defaultValue={typed}
            />
          </Field>
          <button className="primary sharing-big" type="submit">
            {t("salons.check-in")}
          </button>
        </PostForm>
      ) : null}
      {salon.isOver ? null : salon.mine === null ? (
        <PostButton
          site={site}
          action={`${action}/come`}
          label={t(isFull ? "salons.wait" : "salons.come")}
          look={salon.isOn ? "secondary" : "primary"}
        />
      ) : (
        <PostButton site={site} action={`${action}/leave`} label={t("salons.leave")} />
      )}
    </>
  );
}

/** For the host: the code to be scanned, who comes, changing and calling off. */
function Hosting(props: SalonProps): ReactElement {
  const { site, salon, code, branches } = props;
  const { t, base } = site;
  const action = `${base}/salons/${salon.id}`;
  return (
    <>
      {code ? (
        <section className="sharing-code">
          <h2 className="song">{t("salons.show-code")}</h2>
          <svg
            viewBox={`0 0 ${code.size} ${code.size}`}
            role="img"
            aria-label={t("sharing.code.picture", { code: code.digits })}
            shapeRendering="crispEdges"
          >
            <rect width={code.size} height={code.size} fill="#fff" />
            <path d={code.path} fill="#000" />
          </svg>
          <p className="sharing-digits num">
            {code.digits.slice(0, 3)} {code.digits.slice(3)}
          </p>
        </section>
      ) : null}
      <Guests {...props} />
      {salon.isOver || salon.state === "cancelled" ? null : (
        <details className="sharing-more">
          <summary>{t("salons.change")}</summary>
          <PostForm site={site} action={`${action}/change`}>
            <SalonFields site={site} branches={branches} today="" salon={salon} />
            <button className="secondary" type="submit">
              {t("sharing.save")}
            </button>
          </PostForm>
          <PostButton site={site} action={`${action}/cancel`} label={t("salons.cancel")} />
        </details>
      )}
    </>
  );
}

/** What was said; whoever was there writes it down. */
function Notes({ site, salon, notes }: SalonProps): ReactElement | null {
  const { t, base } = site;
  const mayWrite = salon.state === "planned" && salon.hasBegun && (salon.isCheckedIn || salon.mayHost);
  if (notes.length === 0 && !mayWrite) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes" className="song">
        {t("salons.notes")}
      </h2>
      <ol className="salon-notes">
        {notes.map((note) => (
          <li key={note.id}>
            <ReaderWords site={site} text={note.text} />
            <p className="quiet">
              <Said site={site} className="fact">
                {note.isOwn ? t("sharing.message.me") : readerName(site, note.by)}
              </Said>
              <span className="fact num">{site.moment(note.at)}</span>
              {note.isPublic ? null : <span className="fact">{t("wanted.waits")}</span>}
            </p>
          </li>
        ))}
      </ol>
      {mayWrite ? (
        <PostForm site={site} action={`${base}/salons/${salon.id}/note`} className="salon-write">
          <Field label={t("salons.note")}>
            <textarea className="field" name="text" rows={4} maxLength={4000} required />
          </Field>
          <button className="secondary" type="submit">
            {t("salons.note.send")}
          </button>
        </PostForm>
      ) : null}
    </section>
  );
}

/** Who comes and who waits; the host ticks whoever has come. */
function Guests({ site, salon, guests }: SalonProps): ReactElement | null {
  const { t, base } = site;
  const action = `${base}/salons/${salon.id}`;
  const there = guests.filter((guest) => guest.isCheckedIn).length;
  if (guests.length === 0) return null;
  return (
    <details className="sharing-panel" open={salon.isOn}>
      <summary>{t("salons.guests", { going: guests.length, there })}</summary>
      <ul className="salon-guests">
        {guests.map((guest) => (
          <li key={guest.personId}>
            <Said site={site}>{readerName(site, guest)}</Said>
            {guest.isCheckedIn ? (
              <StateMark mark="yes">{t("salons.guest.there")}</StateMark>
            ) : salon.isOn ? (
              <PostForm site={site} action={`${action}/tick`}>
                <input type="hidden" name="personId" value={guest.personId} />
                <button className="secondary" type="submit">
                  {t("salons.tick")}
                </button>
              </PostForm>
            ) : (
              <span className="quiet">{t(`salons.guest.${guest.state}`)}</span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
