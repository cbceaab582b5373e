import type { ReactElement } from "react";
import type { Nest } from "../../../server/src/nests/index.ts";
import { nestWordsSchema } from "../../../server/src/nests/schema.ts";
import { nestAccesses, nestKinds } from "../../../server/src/nests/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { PlaceFields } from "../frame/maps/place-fields.tsx";
import { PlaceMap } from "../frame/maps/place-map.tsx";
import { PostForm } from "../frame/post-form.tsx";
import { Field, SharingFrame, Tick } from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** How many books there may be, and since when nobody looked. */
export function Stock({ site, nest }: { site: SiteContext; nest: Nest }): ReactElement {
  const { t } = site;
  const { stock } = nest;
  if (!stock) return <span className="fact quiet">{t("nests.stock.unknown")}</span>;
  const { low, high, seenDaysAgo } = stock;
  return (
    <>
      <span className="fact num">
        {low === high ? t("nests.stock.exact", { count: low }) : t("nests.stock.range", { low, high })}
      </span>
      <span className="fact num quiet">
        {seenDaysAgo === 0 ? t("nests.seen-today") : t("nests.seen", { count: seenDaysAgo })}
      </span>
    </>
  );
}

/** State of a nest as mark and word. */
export function NestState({ site, nest }: { site: SiteContext; nest: Nest }): ReactElement {
  const mark = nest.state === "active" ? "yes" : nest.state === "closed" ? "no" : "wait";
  return <StateMark mark={mark}>{site.t(`nests.state.${nest.state}`)}</StateMark>;
}

/** Nests near or by name: the map and the nests first, then finding and registering. */
export function NestsPage(props: {
  site: SiteContext;
  nests: Nest[];
  /** Pictures by the ids of nests. */
  photos: ReadonlyMap<string, string>;
  text: string;
  place: { lat: number; lon: number } | null;
}): ReactElement {
  const { site, nests, photos, text, place } = props;
  const { t, base } = site;
  return (
    <SharingFrame site={site} tab={null} title={t("nests.title")} open wide>
      <h1 className="song">{t("nests.title")}</h1>
      <p>{t("nests.line")}</p>
      <div className="thing">
        <div>
          <PlaceMap
            site={site}
            label={t("nests.map")}
            here={place}
            places={nests.map((nest) => ({
              ...nest.position,
              kind: "nest",
              label: nest.name,
              href: `${base}/nests/${nest.code}`,
            }))}
          />
          {nests.length === 0 ? <p className="sharing-none">{t("nests.none")}</p> : null}
          <ul className="nest-cards">
            {nests.map((nest) => (
              <NestCard key={nest.code} site={site} nest={nest} photo={photos.get(nest.id) ?? null} />
            ))}
          </ul>
        </div>
        <aside>
          <FindNests site={site} text={text} />
          <RegisterNest site={site} />
          <p className="plain-list">
            <a href="/api/v1/nests.geojson">{t("nests.geojson")}</a>
          </p>
        </aside>
      </div>
    </SharingFrame>
  );
}

function NestCard({
  site,
  nest,
  photo,
}: {
  site: SiteContext;
  nest: Nest;
  photo: string | null;
}): ReactElement {
  const { t, base } = site;
  return (
    <li>
      {photo ? (
        <img src={`/api/v1/nests/photos/${photo}`} alt="" width={300} height={200} loading="lazy" />
      ) : null}
      <div>
        <h2>
          <a href={`${base}/nests/${nest.code}`} {...saidIn(nest.name, site.language)}>
            {nest.name}
          </a>
        </h2>
        <p>
          <NestState site={site} nest={nest} />
        </p>
        <p>
          <Stock site={site} nest={nest} />
        </p>
        <p className="quiet">
          {nest.km === null ? null : <span className="fact num">{t("sharing.within", { km: nest.km })}</span>}
          <span className="fact">{t(`nests.kind.${nest.kind}`)}</span>
          <Said site={site} className="fact">
            {nest.address}
          </Said>
        </p>
      </div>
    </li>
  );
}

function FindNests({ site, text }: { site: SiteContext; text: string }): ReactElement {
  const { t, base } = site;
  return (
    <>
      <form method="get" action={`${base}/nests`} className="sharing-inline">
        <Field label={t("nests.find")}>
          <input type="search" name="q" defaultValue={text} maxLength={100} />
        </Field>
        <button className="secondary" type="submit">
          {t("nests.look")}
        </button>
      </form>
      <form method="get" action={`${base}/nests`} className="sharing-near">
        <input type="hidden" name="lat" />
        <input type="hidden" name="lon" />
        <input type="hidden" name="system" value="wgs84" />
        <button className="secondary" type="button" data-locate="send" hidden>
          {t("nests.near")}
        </button>
      </form>
    </>
  );
}

function RegisterNest({ site }: { site: SiteContext }): ReactElement {
  const { t, base } = site;
  return (
    <details className="sharing-more">
      <summary>{t("nests.register")}</summary>
      {site.session ? (
        <PostForm site={site} action={`${base}/nests`} className="sharing-panel">
          <p className="quiet">{t("nests.register.note")}</p>
          <NestFields site={site} />
          <PlaceFields site={site} required />
          <button className="primary sharing-big" type="submit">
            {t("nests.register.send")}
          </button>
        </PostForm>
      ) : (
        <p>
          <a href={`${base}/sign-in?next=${encodeURIComponent(site.here)}`}>{t("nests.sign-in")}</a>
        </p>
      )}
    </details>
  );
}

/** What a steward says of a nest; `nest`: what it says now. */
export function NestFields({ site, nest }: { site: SiteContext; nest?: Nest }): ReactElement {
  const { t } = site;
  return (
    <>
      <Field label={t("nests.name")}>
        <input
          type="text"
          name="name"
          required
          {...boundsOf(nestWordsSchema, "name")}
          defaultValue={nest?.name}
        />
      </Field>
      <Field label={t("nests.kind")}>
        <select name="kind" defaultValue={nest?.kind ?? "wooden-cabinet"}>
          {nestKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`nests.kind.${kind}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("nests.address")}>
        <input
          type="text"
          name="address"
          {...boundsOf(nestWordsSchema, "address")}
          defaultValue={nest?.address}
        />
      </Field>
      <Field label={t("nests.opening")}>
        <input
          type="text"
          name="opening"
          {...boundsOf(nestWordsSchema, "opening")}
          defaultValue={nest?.opening}
        />
      </Field>
      <Field label={t("nests.access")}>
        <select name="access" defaultValue={nest?.access ?? "public"}>
          {nestAccesses.map((access) => (
            <option key={access} value={access}>
              {t(`nests.access.${access}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("nests.capacity")}>
        <input
          type="number"
          name="capacity"
          {...boundsOf(nestWordsSchema, "capacity")}
          inputMode="numeric"
          defaultValue={nest?.capacity ?? undefined}
        />
      </Field>
      <Tick name="forChildren" value="1" label={t("nests.for-children")} checked={nest?.forChildren} />
    </>
  );
}
