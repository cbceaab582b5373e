import type { ReactElement } from "react";
import type { AtLabel, Journey } from "../../../server/src/drifting/index.ts";
import { PlaceFields } from "../frame/maps/place-fields.tsx";
import { PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Field, SharingFrame } from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";
import { type DriftSite, LetGo, ThoughtForm } from "./drift-parts.tsx";

/** Whoever scanned the label in a book: one big button, no account; a few lines at any time; then what to do with it. */
export function FinderPage(props: {
  site: DriftSite;
  journey: Journey;
  secret: string;
  label: AtLabel;
}): ReactElement {
  const { site, journey, label } = props;
  const secret = label.secret ?? props.secret;
  const { t, base } = site;
  const to = `${base}/drift/${journey.code}`;
  return (
    <SharingFrame site={site} tab={null} title={journey.title}>
      <Said site={site} as="h1">
        {journey.title}
      </Said>
      <Said site={site} as="p" className="quiet">
        {journey.author}
      </Said>
      {journey.message ? <ReaderWords site={site} text={journey.message} className="drift-message" /> : null}
      {label.standing === "asked" ? <p className="sharing-panel">{t("drift.asked")}</p> : null}
      {label.standing !== "none" || journey.state === "retired" ? null : (
        <PostForm site={site} action={`${to}/find`} className="sharing-panel" label={t("drift.found")}>
          <p>{t("drift.found.note")}</p>
          <input type="hidden" name="secret" value={secret} />
          <button className="primary sharing-big" type="submit">
            {t("drift.found")}
          </button>
          <details>
            <summary>{t("drift.found.place")}</summary>
            <Field label={t("drift.place")}>
              <input type="text" name="place" maxLength={120} />
            </Field>
            <p className="quiet">{t("drift.place.note")}</p>
            <PlaceFields site={site} />
          </details>
        </PostForm>
      )}
      {label.standing === "has-it" ? (
        <div className="sharing-panel">
          <p>{t("drift.found.thanks")}</p>
          {label.secret === null ? null : (
            <p>
              {t("drift.next-secret")} <strong className="num">{secret.match(/.{1,4}/g)?.join("-")}</strong>
            </p>
          )}
        </div>
      ) : null}
      <ThoughtForm site={site} code={journey.code} secret={secret} />
      {label.secret === null ? null : (
        <section aria-labelledby="go-on">
          <h2 id="go-on" className="song">
            {t("drift.go-on")}
          </h2>
          <div className="sharing-panel">
            <LetGo site={site} to={to} secret={secret} />
          </div>
        </section>
      )}
      {site.session ? null : (
        <p>
          <a href={`${base}/sign-in?next=${encodeURIComponent(`${to}/${secret}`)}`}>
            {t("drift.with-account")}
          </a>
        </p>
      )}
      <a href={to}>{t("drift.see")}</a>
    </SharingFrame>
  );
}
