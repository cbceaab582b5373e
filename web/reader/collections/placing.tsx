import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import { PostButton, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { type ObjectRow, ObjectRows } from "./look.tsx";

/** A collection that somebody may place objects in. */
export type PlaceTarget = { slug: string; name: string };

/** Where an object stands beside its own collection, and where whoever looks at it may place it. */
export type ElsewhereProps = {
  number: number;
  places: { slug: string; name: string; member: string; href: string; mayTakeOut: boolean }[];
  targets: PlaceTarget[];
};

/** The collections that show an object of another, and the way in and out for those who edit them. */
export function Elsewhere({
  site,
  elsewhere,
}: {
  site: SiteContext;
  elsewhere: ElsewhereProps;
}): ReactElement | null {
  const { t } = site;
  const { number, places, targets } = elsewhere;
  if (places.length === 0 && targets.length === 0) return null;
  return (
    <section className="col-part col-elsewhere" aria-labelledby="col-elsewhere">
      <h2 id="col-elsewhere" className="song">
        {t(places.length > 0 ? "guests.elsewhere" : "guests.place-it")}
      </h2>
      {places.length > 0 ? (
        <ul>
          {places.map((one) => (
            <li key={one.slug}>
              <a href={one.href}>{one.name}</a> <span className="quiet">{one.member}</span>
              {one.mayTakeOut ? (
                <PostButton
                  site={site}
                  action={`${site.base}/objects/${number}/places/${one.slug}/take-out`}
                  label={t("guests.take-out")}
                  name={t("guests.take-out-of", { name: one.name })}
                  look="plain"
                />
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
      <PlaceForm
        site={site}
        action={`${site.base}/objects/${number}/placings`}
        targets={targets}
        label={t("guests.place-one")}
      />
    </section>
  );
}

/** Places what is looked at in another collection; nothing for whoever edits none. */
export function PlaceForm(props: {
  site: SiteContext;
  action: string;
  targets: PlaceTarget[];
  label: string;
  within?: string;
}): ReactElement | null {
  const { site, action, targets, label, within } = props;
  const { t } = site;
  if (targets.length === 0) return null;
  return (
    <details className="col-place">
      <summary>{label}</summary>
      <PostForm site={site} action={action} className="col-place-form">
        {within === undefined ? null : <input type="hidden" name="within" value={within} />}
        <label htmlFor="place-into">{t("guests.into")}</label>
        <select className="field" id="place-into" name="into">
          {targets.map((one) => (
            <option key={one.slug} value={one.slug}>
              {one.name}
            </option>
          ))}
        </select>
        <button className="secondary" type="submit">
          {t("guests.place")}
        </button>
        <p className="quiet">{t("guests.what")}</p>
      </PostForm>
    </details>
  );
}

/** What was placed by one action, and the way back. */
export function PlacingPage(props: {
  site: SiteContext;
  id: string;
  name: string;
  href: string;
  /** The first of what was placed. */
  rows: ObjectRow[];
  objects: number;
  already: number;
  keptBack: number;
  undone: boolean;
}): ReactElement {
  const { site, name, objects, already, keptBack, undone } = props;
  const { t } = site;
  const told = t(undone ? "guests.placing-undone" : "guests.placed", { count: objects, name });
  return (
    <Layout site={site} title={told} hidden>
      <div className="page">
        <h1>{told}</h1>
        <ObjectRows site={site} rows={props.rows} view="gallery" />
        {already > 0 ? <p>{t("guests.already", { count: already })}</p> : null}
        {keptBack > 0 ? <p>{t("guests.kept-back", { count: keptBack })}</p> : null}
        <div className="col-acts">
          <a className="primary" href={props.href}>
            {t("guests.see", { name })}
          </a>
          {undone ? null : (
            <PostButton
              site={site}
              action={`${site.base}/placings/${props.id}/undo`}
              label={t("guests.undo")}
              look="secondary"
            />
          )}
        </div>
      </div>
    </Layout>
  );
}
