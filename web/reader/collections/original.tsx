import type { ReactElement } from "react";
import type { RequestKind, RequestState } from "../../../server/src/object-requests/words.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** How an original can be seen, in the words of a page. */
export type OriginalShown = {
  holder: string;
  isInHand: boolean;
  waiting: number;
  promised: string[];
  promisedMore: number;
  freeOn: string | null;
  own: { kind: RequestKind; state: RequestState; on: string | null; place: string }[];
};

/** Whether it can be seen, and who else asked for it: lines that stand where it is asked for. */
export function OriginalState({
  site,
  original,
}: {
  site: SiteContext;
  original: Omit<OriginalShown, "holder" | "own">;
}): ReactElement {
  const { t } = site;
  const { isInHand, waiting, promised, promisedMore, freeOn } = original;
  const days = promised.join(t("requests.days-between"));
  return (
    <ul className="col-original-state">
      {isInHand ? <li className="col-original-taken">{t("requests.in-hand")}</li> : null}
      {freeOn === null ? (
        <li className="col-original-taken">{t("requests.no-day")}</li>
      ) : (
        <li className="col-original-free">{t("requests.free-on", { day: freeOn })}</li>
      )}
      {promised.length > 0 ? (
        <li className="quiet">
          {promisedMore > 0
            ? t("requests.promised-more", { days, count: promisedMore })
            : t("requests.promised", { days })}
        </li>
      ) : null}
      {waiting > 0 ? <li className="quiet">{t("requests.waiting", { count: waiting })}</li> : null}
    </ul>
  );
}

/** The original beside what is known of an object: where it is, when it can be seen, and how it is asked for. */
export function OriginalPart(props: {
  site: SiteContext;
  number: number;
  original: OriginalShown;
}): ReactElement {
  const { site, number, original } = props;
  const { t } = site;
  return (
    <section className="col-original" aria-labelledby="col-original">
      <h2 id="col-original" className="song">
        {t("requests.original")}
      </h2>
      <p>{t("requests.held-at", { library: original.holder })}</p>
      {original.own.map((one) => (
        <p key={one.kind} className={`col-request-state col-request-${one.state}`}>
          {t(`requests.own.${one.kind}`)} {t(`requests.state.${one.state}`)}
          {one.kind === "viewing" && one.on ? ` · ${one.on}` : null}
          {one.place ? ` · ${one.place}` : null}{" "}
          <a href={`${site.base}/account/object-requests`}>{t("requests.own-short")}</a>
        </p>
      ))}
      <OriginalState site={site} original={original} />
      <p>
        <a className="secondary" href={`${site.base}/objects/${number}/request`} rel="nofollow">
          {t("requests.ask")}
        </a>
      </p>
    </section>
  );
}
