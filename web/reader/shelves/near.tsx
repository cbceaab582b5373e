import type { ReactElement } from "react";
import type { Sharer } from "../../../server/src/neighbours/index.ts";
import { requestModes } from "../../../server/src/shelves/copies/offer-options.ts";
import type { VisibleCopy } from "../../../server/src/shelves/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { type MapPlace, PlaceMap } from "../frame/maps/place-map.tsx";
import {
  BookCover,
  Field,
  RadiusField,
  readerName,
  SharingButton,
  SharingForm,
  SharingFrame,
  type SharingSite,
} from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";

/** What is offered near, or why nothing can be told. `place`: centre of one's square. */
type NearProps = {
  site: SharingSite;
  me: Sharer;
  place: { lat: number; lon: number } | null;
  asked: { radiusKm: number; text: string; mode: string | null };
  copies: VisibleCopy[];
  /** Where the page behind this one begins; null at the end. */
  next: string | null;
  /** Nests around, for the map. */
  places: MapPlace[];
};

/** Books near, in bands of kilometres: owners take turns, the nearest band first. */
export function NearPage({ site, me, place, asked, copies, next, places }: NearProps): ReactElement {
  const { t } = site;
  const behind = new URLSearchParams({ radius: String(asked.radiusKm) });
  if (asked.text) behind.set("q", asked.text);
  if (asked.mode) behind.set("mode", asked.mode);
  if (next) behind.set("after", next);
  return (
    <SharingFrame site={site} tab="near" title={t("sharing.tab.near")}>
      <h1 className="song">{t("sharing.tab.near")}</h1>
      {me.isMinor ? (
        <p className="sharing-none">
          {t("sharing.near.minor")} <a href={`${site.base}/sharing/circles`}>{t("sharing.tab.circles")}</a>
        </p>
      ) : place === null ? (
        <>
          <p>{t("sharing.near.no-place")}</p>
          <PlaceForm site={site} place={null} />
        </>
      ) : (
        <>
          <form method="get" action={`${site.base}/sharing/near`} className="sharing-inline">
            <RadiusField site={site} name="radius" label={t("sharing.near.radius")} km={asked.radiusKm} />
            <Field label={t("sharing.near.words")}>
              <input type="search" name="q" defaultValue={asked.text} maxLength={100} />
            </Field>
            <Field label={t("sharing.near.mode")}>
              <select name="mode" defaultValue={asked.mode ?? ""}>
                <option value="">{t("sharing.near.any-mode")}</option>
                {requestModes.map((mode) => (
                  <option key={mode} value={mode}>
                    {t(`sharing.mode.${mode}`)}
                  </option>
                ))}
              </select>
            </Field>
            <button className="secondary" type="submit">
              {t("sharing.near.look")}
            </button>
          </form>
          {copies.length === 0 ? <p className="sharing-none">{t("sharing.near.none")}</p> : null}
          <PlaceMap site={site} label={t("nests.map")} here={place} places={places} />
          <CopyList site={site} copies={copies} />
          {next === null ? null : (
            <p>
              <a href={`${site.base}/sharing/near?${behind}`} rel="next">
                {t("sharing.near.more")}
              </a>
            </p>
          )}
          <details className="sharing-more">
            <summary>{t("sharing.place.change")}</summary>
            <PlaceForm site={site} place={place} />
            <SharingButton site={site} action="place/forget" label={t("sharing.place.forget")} />
          </details>
        </>
      )}
    </SharingFrame>
  );
}

/** Copies of other readers, each with where and from whom. */
export function CopyList({ site, copies }: { site: SharingSite; copies: VisibleCopy[] }): ReactElement {
  const { t } = site;
  return (
    <ul className="sharing-list">
      {copies.map((copy) => (
        <li key={copy.id} className="sharing-row">
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
              <StateMark mark={copy.isFree ? "yes" : "wait"}>
                {copy.modes.map((mode) => t(`sharing.mode.${mode}`)).join(" · ")}
              </StateMark>
            </p>
            <p className="quiet">
              {copy.band === null ? null : (
                <span className="fact">{t("sharing.within", { km: copy.band })}</span>
              )}
              <Said site={site} className="fact">
                {readerName(site, copy.owner)}
              </Said>
              {copy.circles.map((name) => (
                <span key={name} className="fact">
                  {name}
                </span>
              ))}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function PlaceForm({ site, place }: { site: SharingSite; place: NearProps["place"] }): ReactElement {
  const { t } = site;
  return (
    <SharingForm site={site} action="place" className="sharing-panel">
      <p className="quiet">{t("sharing.place.note")}</p>
      <button className="primary sharing-big" type="button" data-locate hidden>
        {t("sharing.place.here")}
      </button>
      <div className="sharing-pair">
        <Field label={t("sharing.place.lat")}>
          <input type="text" name="lat" inputMode="decimal" required defaultValue={place?.lat} />
        </Field>
        <Field label={t("sharing.place.lon")}>
          <input type="text" name="lon" inputMode="decimal" required defaultValue={place?.lon} />
        </Field>
      </div>
      <Field label={t("sharing.place.system")}>
        <select name="system" defaultValue="wgs84">
          <option value="wgs84">{t("sharing.place.system.wgs84")}</option>
          <option value="gcj02">{t("sharing.place.system.gcj02")}</option>
          <option value="bd09">{t("sharing.place.system.bd09")}</option>
        </select>
      </Field>
      <button className="secondary" type="submit">
        {t("sharing.place.save")}
      </button>
    </SharingForm>
  );
}
