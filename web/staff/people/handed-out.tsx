import type { ReactNode } from "react";
import { date, t } from "../text.ts";

/** A password for one sign-in, shown once: to be read out or copied down now. */
export function HandedOut(props: {
  handedOut: { login: string; password: string; opensUntil: string };
}): ReactNode {
  const { handedOut } = props;
  return (
    <div className="big wait" role="status">
      <p>{t("staff.handOut", { until: date(handedOut.opensUntil) })}</p>
      <dl className="facts">
        <div>
          <dt>{t("staff.login")}</dt>
          <dd>
            <code>{handedOut.login}</code>
          </dd>
        </div>
        <div>
          <dt>{t("signIn.password")}</dt>
          <dd>
            <code className="one-time">{handedOut.password}</code>
          </dd>
        </div>
      </dl>
    </div>
  );
}
