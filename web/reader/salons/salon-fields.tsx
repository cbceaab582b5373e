import type { ReactElement } from "react";
import type { Salon } from "../../../server/src/salons/index.ts";
import { newSalonSchema } from "../../../server/src/salons/schema.ts";
import { boundsOf } from "../frame/bounds.ts";
import { Field } from "../frame/readers/frame.tsx";
import type { SiteContext } from "../frame/site-context.ts";

const named = (name: keyof typeof newSalonSchema.shape) => ({ name, ...boundsOf(newSalonSchema, name) });

/** The site with moments, days and times in the reader's zone. */
export type TimedSite = SiteContext & {
  moment(instant: string): string;
  dayIn(instant: string): string;
  timeIn(instant: string): string;
};
export type Named<Id> = { id: Id; name: string };

/** The fields of a salon: the same for announcing and for changing. */
export function SalonFields(props: {
  site: TimedSite;
  branches: Named<number>[];
  today: string;
  salon: Salon | null;
}): ReactElement {
  const { site, branches, today, salon } = props;
  const { t } = site;
  return (
    <>
      <Field label={t("salons.field.title")}>
        <input className="field" {...named("title")} required defaultValue={salon?.title} />
      </Field>
      <div className="sharing-pair">
        <Field label={t("sharing.appointment.day")}>
          <input
            className="field"
            type="date"
            name="day"
            required
            min={today}
            defaultValue={salon ? site.dayIn(salon.startsAt) : undefined}
          />
        </Field>
        <Field label={t("sharing.appointment.time")}>
          <input
            className="field"
            type="time"
            name="time"
            required
            defaultValue={salon ? site.timeIn(salon.startsAt) : "19:00"}
          />
        </Field>
      </div>
      <WhereFields site={site} branches={branches} salon={salon} />
      <div className="sharing-pair">
        <Field label={t("salons.field.minutes")}>
          <input className="field" type="number" {...named("minutes")} defaultValue={salon?.minutes ?? 90} />
        </Field>
        <Field label={t("salons.field.seats")} note={t("salons.field.seats-note")}>
          <input
            className="field"
            type="number"
            {...named("seats")}
            defaultValue={salon?.seats ?? undefined}
          />
        </Field>
      </div>
      <Field label={t("salons.field.about")}>
        <textarea className="field" {...named("about")} rows={4} defaultValue={salon?.about} />
      </Field>
    </>
  );
}

/** A library's branch, or other words. */
function WhereFields(props: {
  site: TimedSite;
  branches: Named<number>[];
  salon: Salon | null;
}): ReactElement {
  const { site, branches, salon } = props;
  const { t } = site;
  const ownWords = salon !== null && !branches.some(({ id }) => id === salon.branchId);
  const isOwn = !branches.some(({ id, name }) => id === salon?.branchId && name === salon.place);
  return (
    <>
      <Field label={t("sharing.appointment.desk")}>
        <select
          className="field"
          name="branchId"
          defaultValue={salon?.branchId ?? (ownWords ? "" : undefined)}
        >
          {branches.map((branch) => (
            <option key={branch.id} value={branch.id}>
              {branch.name}
            </option>
          ))}
          <option value="">{t("sharing.appointment.elsewhere")}</option>
        </select>
      </Field>
      <Field label={t("sharing.appointment.place")} note={t("salons.field.place-note")}>
        <input className="field" {...named("place")} defaultValue={isOwn ? salon?.place : ""} />
      </Field>
    </>
  );
}
