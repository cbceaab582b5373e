import type { ReactElement } from "react";
import { Seal } from "../../ui/icons.tsx";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { CodeField } from "./code-field.tsx";

/** A library's reader comes in for the first time. `isOff`: no code can be sent; `isSent`: one may be on its way. */
type ActivateProps = {
  site: SiteContext;
  members: readonly { code: string; name: string }[];
  member: string;
  number: string;
  isOff: boolean;
  isSent: boolean;
  refusal: string | null;
};

/** Two steps: which library and card; then the code that came, and a password of one's own. */
export function ActivatePage(props: ActivateProps): ReactElement {
  const { site, isOff, isSent, refusal } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={t("activate.title")} hidden>
      <form className="sign-in" method="post" action={isSent ? `${base}/activate/code` : `${base}/activate`}>
        <Seal />
        <h1 className="song">{t("activate.title")}</h1>
        {refusal ? (
          <p className="note note-refused" role="alert">
            {refusal}
          </p>
        ) : null}
        {isOff ? <p>{t("activate.off")}</p> : isSent ? <CodeFields {...props} /> : <CardFields {...props} />}
        <p className="quiet">
          <a href={`${base}/sign-in`}>{t("join.library")}</a>
        </p>
      </form>
    </Layout>
  );
}

function CardFields({ site, members, member, number }: ActivateProps): ReactElement {
  const { t } = site;
  return (
    <>
      <p className="quiet">{t("activate.line")}</p>
      <label htmlFor="member">{t("activate.member")}</label>
      <select className="field" id="member" name="member" defaultValue={member} required>
        <option value="">{t("join.age.none")}</option>
        {members.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </select>
      <label htmlFor="number">{t("activate.number")}</label>
      <input
        className="field"
        id="number"
        name="number"
        defaultValue={number}
        required
        maxLength={64}
        autoCapitalize="none"
        spellCheck={false}
      />
      <button className="primary" type="submit">
        {t("join.send")}
      </button>
    </>
  );
}

function CodeFields({ site, member, number }: ActivateProps): ReactElement {
  const { t, base } = site;
  return (
    <>
      <p>{t("activate.sent", { number })}</p>
      <input type="hidden" name="member" value={member} />
      <input type="hidden" name="number" value={number} />
      <CodeField site={site} />
      <label htmlFor="password">{t("activate.password")}</label>
      <input
        className="field"
        id="password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        maxLength={1000}
      />
      <button className="primary" type="submit">
        {t("join.enter")}
      </button>
      <button className="secondary" type="submit" formAction={`${base}/activate`} formNoValidate>
        {t("activate.again")}
      </button>
    </>
  );
}
