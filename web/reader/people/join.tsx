import type { ReactElement } from "react";
import { joiningAges } from "../../../server/src/sessions/words.ts";
import { Seal } from "../../ui/icons.tsx";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { CodeField } from "./code-field.tsx";

/** Coming in by a code, without a library. `address` not empty: the code is on its way there. */
type JoinProps = {
  site: SiteContext;
  next: string;
  channels: readonly ("email" | "phone")[];
  address: string;
  name: string;
  refusal: string | null;
};

/** Two steps: where to send the code, then the code and, for somebody new, a name and an age. */
export function JoinPage(props: JoinProps): ReactElement {
  const { site, next, channels, refusal } = props;
  const { t, base } = site;
  const isSent = props.address !== "";
  return (
    <Layout site={site} title={t("join.title")} hidden>
      <form className="sign-in" method="post" action={isSent ? `${base}/join/code` : `${base}/join`}>
        <Seal />
        <h1 className="song">{t("join.title")}</h1>
        {refusal ? (
          <p className="note note-refused" role="alert">
            {refusal}
          </p>
        ) : null}
        <input type="hidden" name="next" value={next} />
        {channels.length === 0 ? (
          <p>{t("join.off")}</p>
        ) : isSent ? (
          <CodeStep {...props} />
        ) : (
          <AddressStep {...props} />
        )}
        <p className="quiet">
          <a href={`${base}/sign-in`}>{t("join.library")}</a>
        </p>
      </form>
    </Layout>
  );
}

function CodeStep({ site, address, name }: JoinProps): ReactElement {
  const { t, base } = site;
  return (
    <>
      <p>{t("join.sent", { address })}</p>
      <input type="hidden" name="address" value={address} />
      <CodeField site={site} />
      <p className="quiet">{t("join.new")}</p>
      <label htmlFor="name">{t("join.name")}</label>
      <input
        className="field"
        id="name"
        name="name"
        maxLength={30}
        autoComplete="nickname"
        defaultValue={name}
      />
      <label htmlFor="age">{t("join.age")}</label>
      <select className="field" id="age" name="age" defaultValue="">
        <option value="">{t("join.age.none")}</option>
        {joiningAges.map((age) => (
          <option key={age} value={age}>
            {t(`join.age.${age}`)}
          </option>
        ))}
      </select>
      <button className="primary" type="submit">
        {t("join.enter")}
      </button>
      <p>
        <a href={`${base}/join`}>{t("join.again")}</a>
      </p>
    </>
  );
}

function AddressStep({ site: { t }, channels }: JoinProps): ReactElement {
  return (
    <>
      <p className="quiet">{t("join.line")}</p>
      <label htmlFor="address">
        {t(channels.length > 1 ? "join.address" : `join.channel.${channels[0]}`)}
      </label>
      <input
        className="field"
        id="address"
        name="address"
        required
        maxLength={200}
        autoCapitalize="none"
        spellCheck={false}
      />
      <button className="primary" type="submit">
        {t("join.send")}
      </button>
    </>
  );
}
