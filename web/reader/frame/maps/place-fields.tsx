import type { ReactElement } from "react";
import { Field } from "../readers/frame.tsx";
import type { SiteContext } from "../site-context.ts";

/** Latitude, longitude and what they are measured by; a button fills them in where the device knows. */
export function PlaceFields(props: {
  site: SiteContext;
  known?: { lat: number; lon: number } | null;
  required?: boolean;
  /** Send the form once the device has told. */
  sends?: boolean;
}): ReactElement {
  const { site, known, required, sends } = props;
  const { t } = site;
  return (
    <>
      <button className="secondary" type="button" data-locate={sends ? "send" : "fill"} hidden>
        {t("sharing.place.here")}
      </button>
      <div className="sharing-pair">
        <Field label={t("sharing.place.lat")}>
          <input type="text" name="lat" inputMode="decimal" required={required} defaultValue={known?.lat} />
        </Field>
        <Field label={t("sharing.place.lon")}>
          <input type="text" name="lon" inputMode="decimal" required={required} defaultValue={known?.lon} />
        </Field>
      </div>
      <Field label={t("sharing.place.system")}>
        <select name="system" defaultValue="wgs84">
          <option value="wgs84">{t("sharing.place.system.wgs84")}</option>
          <option value="gcj02">{t("sharing.place.system.gcj02")}</option>
          <option value="bd09">{t("sharing.place.system.bd09")}</option>
        </select>
      </Field>
    </>
  );
}
