import type { ReactElement } from "react";
import type { Salon } from "../../../server/src/salons/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { PostForm } from "../frame/post-form.tsx";
import { Field, SharingFrame, SignInFirst } from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";
import { type Named, SalonFields, type TimedSite } from "./salon-fields.tsx";

/** Salons to come, those that were, and the way to announce one. */
type SalonsProps = {
  site: TimedSite;
  ahead: Salon[];
  past: Salon[];
  branches: Named<number>[];
  circles: Named<string>[];
  today: string;
  isMinor: boolean;
};

/** What is announced, the next first. */
export function SalonsPage(props: SalonsProps): ReactElement {
  const { site, ahead, past } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab="salons" title={t("salons.title")} wide>
      <h1 className="song">{t("salons.title")}</h1>
      <div className="thing">
        <div>
          <section aria-labelledby="salons-ahead">
            <h2 id="salons-ahead" className="vh song">
              {t("salons.ahead")}
            </h2>
            {ahead.length === 0 ? <p className="sharing-none">{t("salons.none")}</p> : null}
            <SalonList site={site} salons={ahead} />
          </section>
          {past.length > 0 ? (
            <section aria-labelledby="salons-past">
              <h2 id="salons-past" className="song">
                {t("salons.past")}
              </h2>
              <SalonList site={site} salons={past} />
            </section>
          ) : null}
        </div>
        <Announce {...props} />
      </div>
    </SharingFrame>
  );
}

function SalonList({ site, salons }: { site: TimedSite; salons: Salon[] }): ReactElement | null {
  const { base } = site;
  if (salons.length === 0) return null;
  return (
    <ul className="salon-list">
      {salons.map((salon) => (
        <li key={salon.id}>
          <p className="salon-when num">{site.moment(salon.startsAt)}</p>
          <div>
            <a href={`${base}/salons/${salon.id}`} {...saidIn(salon.title, site.language)}>
              {salon.title}
            </a>
            <p className="quiet">
              <SalonFacts site={site} salon={salon} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where, for whom, how full, and what the reader is to it. */
export function SalonFacts({ site, salon }: { site: TimedSite; salon: Salon }): ReactElement {
  const { t } = site;
  const full = salon.seats !== null && salon.going >= salon.seats;
  return (
    <>
      <Said site={site} className="fact">
        {salon.place || t("salons.place-inside")}
      </Said>
      <Said site={site} className="fact">
        {salon.circle ?? t("salons.everybody")}
      </Said>
      <span className="fact num">
        {salon.seats === null
          ? t("salons.going", { count: salon.going })
          : t("salons.going-of", { going: salon.going, seats: salon.seats })}
      </span>
      {salon.state === "cancelled" ? <StateMark mark="bad">{t("salons.cancelled")}</StateMark> : null}
      {salon.mine === "going" && !salon.isOver ? (
        <StateMark mark="yes">{t("salons.mine.going")}</StateMark>
      ) : null}
      {salon.mine === "waiting" ? (
        <StateMark mark="wait">{t("salons.mine.waiting", { count: salon.before })}</StateMark>
      ) : null}
      {salon.mine === null && full && !salon.isOver ? (
        <StateMark mark="wait">{t("salons.full", { count: salon.waiting })}</StateMark>
      ) : null}
      {salon.isPublic ? null : <StateMark mark="wait">{t("wanted.waits")}</StateMark>}
    </>
  );
}

function Announce({ site, branches, circles, today, isMinor }: SalonsProps): ReactElement {
  const { t, base } = site;
  if (!site.session) return <SignInFirst site={site} label={t("salons.sign-in-announce")} />;
  if (isMinor && circles.length === 0) return <p className="sharing-none">{t("salons.minor")}</p>;
  return (
    <details className="sharing-panel salon-announce">
      <summary>{t("salons.announce")}</summary>
      <PostForm site={site} action={`${base}/salons`}>
        <SalonFields site={site} branches={branches} today={today} salon={null} />
        <Field label={t("salons.for")}>
          <select className="field" name="circleId">
            {circles.map((circle) => (
              <option key={circle.id} value={circle.id}>
                {circle.name}
              </option>
            ))}
            {isMinor ? null : <option value="">{t("salons.everybody")}</option>}
          </select>
        </Field>
        <button className="primary sharing-big" type="submit">
          {t("salons.announce")}
        </button>
      </PostForm>
    </details>
  );
}
