import type { ReactElement } from "react";
import { Seal } from "../../ui/icons.tsx";
import { Layout } from "../frame/layout.tsx";
import { PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Asks once more who sits there. `byPassword`: by the password; `byCode`: by a new code, as they come in. */
type ConfirmProps = {
  site: SiteContext;
  next: string;
  byPassword: boolean;
  byCode: boolean;
};

/** One form before acts that cannot be undone or give much away. */
export function ConfirmPage({ site, next, byPassword, byCode }: ConfirmProps): ReactElement {
  const { t, base } = site;
  return (
    <Layout site={site} title={t("confirm.title")} hidden>
      <PostForm site={site} action={`${base}/account/confirm`} className="sign-in">
        <Seal />
        <h1 className="song">{t("confirm.title")}</h1>
        <p>{t("confirm.why")}</p>
        <input type="hidden" name="next" value={next} />
        {byPassword ? (
          <>
            <label htmlFor="password">{t("sign-in.password")}</label>
            <input
              className="field"
              id="password"
              name="password"
              type="password"
              autoComplete="current-password"
              required
            />
            <button className="primary" type="submit">
              {t("confirm.go")}
            </button>
          </>
        ) : null}
        {byCode ? (
          <a className="secondary" href={`${base}/join?again=1&next=${encodeURIComponent(next)}`}>
            {t("confirm.by-code")}
          </a>
        ) : null}
      </PostForm>
    </Layout>
  );
}
