import type { ReactElement } from "react";
import type { Reputation, SharedLoan } from "../../../server/src/peer-loans/index.ts";
import type { AroundLoan } from "../../../server/src/regards/index.ts";
import { regardReasons } from "../../../server/src/regards/words.ts";
import { readerName, SharingForm } from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** What a reader did, in facts. */
export function ReputationFacts(props: {
  site: SiteContext;
  reputation: Reputation & { thanks?: number; troubles?: number; hasCard?: boolean; band?: number | null };
}): ReactElement {
  const { site, reputation } = props;
  const { t } = site;
  const r = reputation;
  return (
    <p className="quiet">
      {r.hasCard === undefined ? null : (
        <span className="fact">{t(r.hasCard ? "regards.card" : "regards.no-card")}</span>
      )}
      {r.band === undefined || r.band === null ? null : (
        <span className="fact">{t("sharing.within", { km: r.band })}</span>
      )}
      {r.isNew ? <span className="fact">{t("sharing.reputation.new")}</span> : null}
      {r.lent > 0 ? <span className="fact">{t("sharing.reputation.lent", { count: r.lent })}</span> : null}
      {r.borrowed > 0 ? (
        <span className="fact">{t("sharing.reputation.borrowed", { count: r.borrowed })}</span>
      ) : null}
      {r.given > 0 ? <span className="fact">{t("sharing.reputation.given", { count: r.given })}</span> : null}
      {r.answerPercent === null ? null : (
        <span className="fact">{t("sharing.reputation.answers", { percent: r.answerPercent })}</span>
      )}
      {r.answerHours === null ? null : (
        <span className="fact">{t("sharing.reputation.hours", { count: Math.max(1, r.answerHours) })}</span>
      )}
      {r.onTimePercent === null ? null : (
        <span className="fact">{t("sharing.reputation.on-time", { percent: r.onTimePercent })}</span>
      )}
      {r.calledOff > 0 ? (
        <span className="fact">{t("regards.called-off", { count: r.calledOff })}</span>
      ) : null}
      {r.thanks ? <span className="fact">{t("regards.thanks", { count: r.thanks })}</span> : null}
      {r.troubles ? <span className="fact">{t("regards.troubles", { count: r.troubles })}</span> : null}
      {r.openCases > 0 ? (
        <span className="fact">{t("sharing.reputation.cases", { count: r.openCases })}</span>
      ) : null}
    </p>
  );
}

/** Whom one lends to or borrows from, in facts, while it decides something. */
export function PartnerPart(props: {
  site: SiteContext;
  loan: SharedLoan;
  partner: AroundLoan["partner"];
}): ReactElement | null {
  const { site, loan, partner } = props;
  const { t } = site;
  if (!partner || loan.isParted) return null;
  return (
    <section className="regard-partner" aria-label={t("regards.who", { name: readerName(site, loan.other) })}>
      <Said site={site} as="b">
        {readerName(site, loan.other)}
      </Said>
      <ReputationFacts site={site} reputation={partner} />
    </section>
  );
}

/** One tap after a loan: thanks; folded away, why, or trouble. */
export function RegardPart(props: {
  site: SiteContext;
  loan: SharedLoan;
  regard: AroundLoan["regard"];
}): ReactElement | null {
  const { site, loan, regard } = props;
  const { t } = site;
  if (!regard?.mayBeSaid) return null;
  const action = `loans/${loan.id}/regard`;
  const name = readerName(site, loan.other);
  return (
    <section className="regard" aria-labelledby="regard">
      <h2 id="regard">{t("regards.title", { name })}</h2>
      {regard.said === null ? (
        <SharingForm site={site} action={action} className="sharing-act">
          <input type="hidden" name="kind" value="thanks" />
          <button className={loan.next === null ? "primary" : "secondary"} type="submit">
            {t("regards.say.thanks")}
          </button>
        </SharingForm>
      ) : (
        <p>{t(`regards.said.${regard.said}`)}</p>
      )}
      {(["thanks", "trouble"] as const).map((kind) => (
        <details key={kind} className="sharing-more">
          <summary>{t(`regards.why.${kind}`)}</summary>
          <SharingForm site={site} action={action}>
            <input type="hidden" name="kind" value={kind} />
            <fieldset className="regard-reasons">
              <legend className="vh">{t(`regards.why.${kind}`)}</legend>
              {regardReasons[kind].map((reason) => (
                <label key={reason}>
                  <input type="checkbox" name="reasons" value={reason} />
                  <span>{t(`regards.reason.${reason}`)}</span>
                </label>
              ))}
            </fieldset>
            <button className="secondary" type="submit">
              {t(kind === "thanks" ? "regards.say.thanks" : "regards.say.trouble")}
            </button>
          </SharingForm>
        </details>
      ))}
      <p className="quiet">{t("regards.note")}</p>
    </section>
  );
}
