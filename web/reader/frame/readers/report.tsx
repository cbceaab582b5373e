import type { ReactElement } from "react";
import { PostForm } from "../post-form.tsx";
import type { SiteContext } from "../site-context.ts";
import { Field } from "./frame.tsx";

/** Tells the moderators of something; folded away until it is wanted. */
export function Report(props: {
  site: SiteContext;
  action: string;
  /** What it is about, for those who do not see its place. */
  about: string;
  hidden?: { name: string; value: string };
}): ReactElement | null {
  const { site, action, about, hidden } = props;
  const { t } = site;
  if (!site.session) return null;
  return (
    <details className="report">
      <summary aria-label={`${t("sharing.report")}: ${about}`}>{t("sharing.report")}</summary>
      <PostForm site={site} action={action} className="stacked">
        {hidden ? <input type="hidden" name={hidden.name} value={hidden.value} /> : null}
        <Field label={t("community.report.words")}>
          <textarea name="words" rows={2} maxLength={500} />
        </Field>
        <button className="secondary" type="submit">
          {t("community.report.send")}
        </button>
      </PostForm>
    </details>
  );
}
