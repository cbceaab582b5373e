import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";

/** Where somebody types the code that was sent to them. */
export function CodeField({ site }: { site: SiteContext }): ReactElement {
  return (
    <>
      <label htmlFor="code">{site.t("join.code")}</label>
      <input
        className="field num"
        id="code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        maxLength={12}
      />
    </>
  );
}
