import type { ReactElement } from "react";
import { signInSchema } from "../../../server/src/people/schema.ts";
import { Seal } from "../../ui/icons.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** The sign-in form; `refusal`: why the last try failed, in words; `login`: what was typed */
type SignInProps = {
  site: SiteContext;
  next: string;
  login: string;
  refusal: string | null;
  /** The password came from a desk, for one sign-in: the reader's own is chosen with it. */
  asksNewPassword: boolean;
  goesBack: boolean;
};

/** One form for readers of all libraries. */
export function SignInPage({
  site,
  next,
  login,
  refusal,
  asksNewPassword,
  goesBack,
}: SignInProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("sign-in.title")} hidden>
      <form className="sign-in" method="post" action={`${site.base}/sign-in`}>
        <Seal />
        <h1 className="song">{t("sign-in.title")}</h1>
        {refusal ? (
          <p className="note note-refused" role="alert" id="refusal">
            {refusal}
          </p>
        ) : null}
        {goesBack && !refusal ? <p className="quiet">{t("sign-in.next-request")}</p> : null}
        <input type="hidden" name="next" value={next} />
        <label htmlFor="login">{t("sign-in.login")}</label>
        <input
          className="field"
          id="login"
          name="login"
          defaultValue={login}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          {...boundsOf(signInSchema, "login")}
          aria-describedby={refusal ? "refusal" : undefined}
          aria-invalid={refusal ? true : undefined}
        />
        <label htmlFor="password">{t("sign-in.password")}</label>
        <input
          className="field"
          id="password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          {...boundsOf(signInSchema, "password")}
        />
        {asksNewPassword ? (
          <>
            <label htmlFor="newPassword">{t("sign-in.new-password")}</label>
            <input
              className="field"
              id="newPassword"
              name="newPassword"
              type="password"
              autoComplete="new-password"
              required
              {...boundsOf(signInSchema, "newPassword")}
            />
          </>
        ) : null}
        <button className="primary" type="submit">
          {t("sign-in.submit")}
        </button>
        <p className="quiet">{t("sign-in.hint")}</p>
        <OtherWays site={site} next={next} />
      </form>
    </Layout>
  );
}

/** For readers who have no password yet, and people without a library. */
function OtherWays({ site, next }: Pick<SignInProps, "site" | "next">): ReactElement {
  return (
    <>
      <p>
        <a href={`${site.base}/activate`}>{site.t("sign-in.activate")}</a>
      </p>
      <p>
        <a href={`${site.base}/join?next=${encodeURIComponent(next)}`}>{site.t("sign-in.join")}</a>
      </p>
    </>
  );
}
