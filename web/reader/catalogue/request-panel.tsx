import type { ReactElement } from "react";
import { MOST_ASKED } from "../../../server/src/peer-loans/schema.ts";
import { FormTokens } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { Wanted, WayLines, type WaysFacts } from "./ways.tsx";

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

type PanelProps = { site: SiteContext; request: RequestFacts; ways: WaysFacts };

/** The one main button of a record, 我要借: the best way is chosen, the others stand beside it. */
export function RequestPanel(props: PanelProps): ReactElement {
  const { site, request, ways } = props;
  const { t } = site;
  const others = ways.lines.filter((line) => line.value !== "hold" && !line.value?.startsWith("shelf:"));
  switch (request.kind) {
    case "form":
      return (
        <div className="request" id="request">
          <RequestForm {...props} request={request} />
          <Wanted site={site} ways={ways} />
        </div>
      );
    case "sign-in":
      return (
        <div className="request" id="request">
          {ways.lines.length > 0 ? <WayLines site={site} lines={ways.lines} among={null} /> : null}
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
          <p className="quiet">{t(`request.next.${request.state}`)}</p>
          <a className="secondary" href={request.href}>
            {t("request.see")}
          </a>
          {others.length > 0 ? (
            <details className="other-ways">
              <summary>{t("request.other-ways")}</summary>
              <OtherWays {...props} lines={others} />
            </details>
          ) : null}
        </div>
      );
    default:
      return (
        <div className="request" id="request">
          {others.length > 0 ? (
            <OtherWays {...props} lines={others} />
          ) : (
            <p className="quiet">{t("request.impossible")}</p>
          )}
          <Wanted site={site} ways={ways} />
        </div>
      );
  }
}

function RequestForm({
  site,
  request,
  ways,
}: PanelProps & { request: RequestFacts & { kind: "form" } }): ReactElement {
  const { t } = site;
  return (
    <form method="post" action={request.action} className="request-form">
      <FormTokens site={site} />
      {ways.lines.length > 0 ? <WayLines site={site} lines={ways.lines} among="way" /> : null}
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
      <div className="pickup">
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
      </div>
      <AtOnce site={site} lines={ways.lines} hold />
      <button className="primary" type="submit">
        {t("request.button")}
      </button>
      {ways.lines.length > 1 ? (
        <p className="quiet">{t("ways.go-on")}</p>
      ) : (
        <p className="quiet">{t(request.waiting ? "request.hint-waiting" : "request.hint")}</p>
      )}
    </form>
  );
}

/** Asking owners, and the libraries where copies can come from them, at the same time. */
function AtOnce(props: { site: SiteContext; lines: WaysFacts["lines"]; hold: boolean }): ReactElement | null {
  const { site, lines, hold } = props;
  const owners = Math.min(lines.filter((line) => line.value?.startsWith("person:")).length, MOST_ASKED);
  const libraries = hold && lines.some((line) => line.value === "hold");
  if (owners === 0 || owners + Number(libraries) < 2) return null;
  return (
    <label className="check at-once">
      <input type="checkbox" name="atOnce" value="true" />
      <span>{site.t(libraries ? "ways.at-once.hint" : "ways.at-once.owners", { count: owners })}</span>
    </label>
  );
}

/** Ways beside the libraries' own: of readers, nests and on line. */
function OtherWays({ site, ways, lines }: PanelProps & { lines: WaysFacts["lines"] }): ReactElement {
  const { t } = site;
  const mayAsk = ways.action !== null && lines.some((line) => line.value !== null);
  if (!mayAsk || ways.action === null) return <WayLines site={site} lines={lines} among={null} />;
  return (
    <form method="post" action={ways.action} className="request-form">
      <FormTokens site={site} />
      <WayLines site={site} lines={lines} among="way" />
      <AtOnce site={site} lines={lines} hold={false} />
      <button className="secondary" type="submit">
        {t("request.button")}
      </button>
    </form>
  );
}
