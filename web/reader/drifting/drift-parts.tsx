import type { ReactElement } from "react";
import type { Thought } from "../../../server/src/drifting/index.ts";
import { thoughtWordsSchema } from "../../../server/src/drifting/schema.ts";
import { boundsOf } from "../frame/bounds.ts";
import { PlaceFields } from "../frame/maps/place-fields.tsx";
import { PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Field } from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Site facts and dates in the page's language. */
export type DriftSite = SiteContext & { moment(instant: string): string };

/** Lets a book go at a place or into a nest. `secret`: of the label, for who is not its holder. */
export function LetGo({ site, to, secret }: { site: SiteContext; to: string; secret: string }): ReactElement {
  const { t } = site;
  return (
    <>
      <PostForm site={site} action={`${to}/release`} label={t("drift.release")}>
        <input type="hidden" name="secret" value={secret} />
        <Field label={t("drift.place")}>
          <input type="text" name="place" maxLength={120} required />
        </Field>
        <details>
          <summary>{t("drift.place.exact")}</summary>
          <p className="quiet">{t("drift.place.note")}</p>
          <PlaceFields site={site} />
        </details>
        <button className="primary sharing-big" type="submit">
          {t("drift.release")}
        </button>
      </PostForm>
      <PostForm site={site} action={`${to}/nest`} label={t("drift.nest")}>
        <input type="hidden" name="secret" value={secret} />
        <Field label={t("drift.nest.code")}>
          <input type="text" name="nest" maxLength={20} required autoCapitalize="none" spellCheck={false} />
        </Field>
        <button className="secondary" type="submit">
          {t("drift.nest")}
        </button>
      </PostForm>
    </>
  );
}

/** Thoughts of readers about a travelling book. */
export function Thoughts({
  site,
  thoughts,
}: {
  site: SiteContext;
  thoughts: Thought[];
}): ReactElement | null {
  const { t } = site;
  if (thoughts.length === 0) return null;
  return (
    <section aria-labelledby="thoughts">
      <h2 id="thoughts" className="song">
        {t("drift.thoughts")}
      </h2>
      <ul className="plain-list drift-thoughts">
        {thoughts.map((thought) => (
          <li key={thought.id}>
            <ReaderWords site={site} text={thought.text} />
            <p className="quiet">
              <span className="fact">{thought.name || t("drift.somebody")}</span>
            </p>
            <Report
              site={site}
              action={`${site.base}/drift/${thought.code}/report`}
              about={thought.text.slice(0, 30)}
              hidden={{ name: "thoughtId", value: thought.id }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A few lines about a travelling book. */
export function ThoughtForm({
  site,
  code,
  secret,
}: {
  site: SiteContext;
  code: string;
  secret: string;
}): ReactElement {
  const { t, base } = site;
  return (
    <PostForm
      site={site}
      action={`${base}/drift/${code}/thoughts`}
      className="sharing-panel"
      label={t("drift.thought")}
    >
      <input type="hidden" name="secret" value={secret} />
      <Field label={t("drift.thought")} note={site.session ? undefined : t("drift.thought.note")}>
        <textarea name="text" rows={3} {...boundsOf(thoughtWordsSchema, "text")} required />
      </Field>
      <Field label={t("drift.thought.name")}>
        <input type="text" name="name" {...boundsOf(thoughtWordsSchema, "name")} />
      </Field>
      <button className="secondary" type="submit">
        {t("drift.thought.send")}
      </button>
    </PostForm>
  );
}
