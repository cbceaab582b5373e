import type { ReactElement } from "react";
import type { SharedLoan } from "../../../server/src/peer-loans/index.ts";
import { meetingStates } from "../../../server/src/peer-loans/loans/loan-states.ts";
import { saidIn } from "../../ui/own-words.ts";
import { Field, SharingButton, SharingForm, type SharingSite } from "../frame/readers/frame.tsx";

/** When and where the two meet, once one has proposed it. */
export function AppointmentPart({
  site,
  loan,
}: {
  site: SharingSite;
  loan: SharedLoan;
}): ReactElement | null {
  const { t } = site;
  const { appointment } = loan;
  if (!appointment || !meetingStates.includes(loan.state)) return null;
  return (
    <section className="sharing-panel">
      <h2 className="song">{t("sharing.appointment")}</h2>
      <p>
        <strong className="num">{site.moment(appointment.at)}</strong>
        <br />
        <span {...saidIn(appointment.place, site.language)}>{appointment.place}</span>
      </p>
      <p className="quiet">
        {appointment.agreedAt
          ? t("sharing.appointment.agreed")
          : appointment.isMine
            ? t("sharing.appointment.waiting")
            : t("sharing.appointment.theirs")}
      </p>
      {!appointment.agreedAt && !appointment.isMine ? (
        <SharingButton
          main
          site={site}
          action={`loans/${loan.id}/agree-appointment`}
          label={t("sharing.appointment.agree")}
        />
      ) : null}
      <p>
        <a className="secondary" href={`${site.base}/sharing/loans/${loan.id}/appointment.ics`}>
          {t("sharing.appointment.calendar")}
        </a>
      </p>
    </section>
  );
}

/** Proposes a time and a public place: the nearest desk of the two's libraries unless they say another. */
export function AppointmentForm(props: {
  site: SharingSite;
  loan: SharedLoan;
  desks: { id: number; name: string }[];
}): ReactElement {
  const { site, loan, desks } = props;
  const { t } = site;
  return (
    <SharingForm site={site} action={`loans/${loan.id}/appointment`} className="sharing-panel">
      <p className="quiet">{t("sharing.appointment.note")}</p>
      <div className="sharing-pair">
        <Field label={t("sharing.appointment.day")}>
          <input type="date" name="day" required />
        </Field>
        <Field label={t("sharing.appointment.time")}>
          <input type="time" name="time" required />
        </Field>
      </div>
      {desks.length > 0 ? (
        <Field label={t("sharing.appointment.desk")}>
          <select name="branchId">
            {desks.map((desk) => (
              <option key={desk.id} value={desk.id}>
                {desk.name}
              </option>
            ))}
            <option value="">{t("sharing.appointment.elsewhere")}</option>
          </select>
        </Field>
      ) : null}
      <Field
        label={t("sharing.appointment.place")}
        note={desks.length > 0 ? t("sharing.appointment.place-note") : undefined}
      >
        <input type="text" name="place" maxLength={200} required={desks.length === 0} />
      </Field>
      <button className="primary" type="submit">
        {t("sharing.appointment.propose")}
      </button>
    </SharingForm>
  );
}
