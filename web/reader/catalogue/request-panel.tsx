import type { ReactElement } from "react";
import { FormTokens } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Where a reader stands with a title: may ask for it, must sign in first, has asked already, or nobody can lend it. */
export type RequestFacts =
  | {
      kind: "form";
      action: string;
      waiting: boolean;
      pickups: PickupGroup[];
      parts: string[];
      chosen: number | null;
    }
  | { kind: "sign-in"; href: string; waiting: boolean }
  | { kind: "requested"; state: string; branch: string; href: string }
  | { kind: "impossible" };

/** Branches of one library where books can be collected. */
export type PickupGroup = { library: string; branches: { id: number; name: string }[] };

/** The one main button of a record: 我要借. */
export function RequestPanel({ site, request }: { site: SiteContext; request: RequestFacts }): ReactElement {
  const { t } = site;
  switch (request.kind) {
    case "form":
      return (
        <form className="request" id="request" method="post" action={request.action}>
          <FormTokens site={site} />
          {request.parts.length > 0 ? (
            <>
              <label htmlFor="part">{t("request.part")}</label>
              <select className="field" id="part" name="part">
                {request.parts.map((part) => (
                  <option key={part} value={part}>
                    {part === "" ? t("request.part.none") : part}
                  </option>
                ))}
              </select>
            </>
          ) : null}
          <label htmlFor="pickup">{t("request.where")}</label>
          <select className="field" id="pickup" name="branch" defaultValue={request.chosen ?? undefined}>
            {request.pickups.map((group) => (
              <optgroup key={group.library} label={group.library}>
                {group.branches.map((branch) => (
                  <option key={branch.id} value={branch.id}>
                    {branch.name}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          <button className="primary" type="submit">
            {t("request.button")}
          </button>
          <p className="quiet">{t(request.waiting ? "request.hint-waiting" : "request.hint")}</p>
        </form>
      );
    case "sign-in":
      return (
        <div className="request" id="request">
          <a className="primary" href={request.href} rel="nofollow">
            {t("request.sign-in")}
          </a>
          <p className="quiet">{t(request.waiting ? "request.hint-waiting" : "request.hint")}</p>
        </div>
      );
    case "requested":
      return (
        <div className="request request-placed" id="request">
          <p>{t("request.yours", { state: t(`hold.${request.state}`), branch: request.branch })}</p>
          <a className="secondary" href={request.href}>
            {t("request.see")}
          </a>
        </div>
      );
    default:
      return (
        <div className="request" id="request">
          <p className="quiet">{t("request.impossible")}</p>
        </div>
      );
  }
}
