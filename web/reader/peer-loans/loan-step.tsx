import type { ReactElement } from "react";
import { loanOutcomes } from "../../../server/src/peer-loans/loans/loan-states.ts";
import { decisionSchema } from "../../../server/src/peer-loans/schema.ts";
import { boundsOf } from "../frame/bounds.ts";
import { SharingButton, SharingForm, type SharingSite } from "../frame/readers/frame.tsx";
import { ScanButton } from "../frame/readers/scan-button.tsx";
import { AppointmentForm } from "./appointment.tsx";
import type { LoanProps } from "./loan.tsx";

/** The one thing to do now: a big button, a code to show, a code to enter, or a word on whom one waits for. */
export function LoanStep(props: LoanProps): ReactElement | null {
  const { site, loan, code } = props;
  const { t } = site;
  const action = `loans/${loan.id}`;
  switch (loan.next) {
    case "accept":
    case "grant-renewal":
    case "confirm-return":
    case "settle":
      return (
        <SharingButton
          main
          site={site}
          action={`${action}/${loan.next}`}
          label={t(`sharing.move.${loan.next}`)}
        />
      );
    case "agree-appointment":
      return null;
    case "propose-appointment":
      return (
        <>
          <AppointmentForm site={site} loan={loan} desks={props.desks} />
          <CodePart {...props} />
        </>
      );
    case "show-code":
      return code ? <ShownCode site={site} code={code} /> : null;
    case "enter-code":
      if (code) return <ShownCode site={site} code={code} />;
      if (props.counter) return null;
      return <EnterCode {...props} action={`${action}/receive`} label={t("sharing.code.receive")} />;
    case "propose":
    case "decide":
      return <OutcomeForm {...props} />;
    default:
      return <CodePart {...props} />;
  }
}

/** Codes stand ready even when something else comes first: two who meet do not wait for a form. */
function CodePart(props: LoanProps): ReactElement | null {
  const { site, loan, code } = props;
  const { t } = site;
  if (code) return <ShownCode site={site} code={code} />;
  if (
    loan.moves.includes("hand-over") ||
    loan.moves.includes("give-over") ||
    loan.moves.includes("receive-pass-on")
  )
    return (
      <EnterCode {...props} action={`loans/${loan.id}/receive`} label={t("sharing.code.receive")} quiet />
    );
  if (loan.moves.includes("return"))
    return (
      <EnterCode {...props} action={`loans/${loan.id}/take-back`} label={t("sharing.code.take-back")} quiet />
    );
  return null;
}

function ShownCode({
  site,
  code,
}: {
  site: SharingSite;
  code: NonNullable<LoanProps["code"]>;
}): ReactElement {
  const { t } = site;
  return (
    <section className="sharing-code">
      <h2>{t(`sharing.code.show.${code.purpose}`)}</h2>
      <svg
        viewBox={`0 0 ${code.size} ${code.size}`}
        role="img"
        aria-label={t("sharing.code.picture", { code: code.digits })}
        shapeRendering="crispEdges"
      >
        <rect width={code.size} height={code.size} fill="#fff" />
        <path d={code.path} fill="#000" />
      </svg>
      <p className="sharing-digits num">
        {code.digits.slice(0, 3)} {code.digits.slice(3)}
      </p>
      <p className="quiet">{t("sharing.code.until", { time: code.until })}</p>
      {code.offLine ? (
        <p className="quiet">
          {t("sharing.code.off-line")}{" "}
          <b className="num">
            {code.offLine.slice(0, 4)} {code.offLine.slice(4)}
          </b>
        </p>
      ) : null}
    </section>
  );
}

function EnterCode(props: LoanProps & { action: string; label: string; quiet?: boolean }): ReactElement {
  const { site, typed, action, label, quiet } = props;
  const { t } = site;
  return (
    <SharingForm site={site} action={action} className="sharing-panel">
      <ScanButton site={site} kind="code" field="code" />
      <input type="hidden" name="enteredAt" value="" data-entered-at="" />
      <label className="sharing-field">
        <span>{t("sharing.code.enter")}</span>
        <input
          type="text"
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={9}
          required
          defaultValue={typed}
          className="sharing-digits num"
        />
        <small className="quiet">{t("sharing.code.note")}</small>
      </label>
      <button
        className={quiet && typed === "" ? "secondary sharing-big" : "primary sharing-big"}
        type="submit"
      >
        {label}
      </button>
    </SharingForm>
  );
}

function OutcomeForm({ site, loan }: LoanProps): ReactElement {
  const { t } = site;
  const isDecision = loan.next === "decide";
  return (
    <SharingForm site={site} action={`loans/${loan.id}/${loan.next}`} className="sharing-panel">
      <label className="sharing-field">
        <span>{t("sharing.case.outcome")}</span>
        <select name="outcome" defaultValue={loan.proposedOutcome ?? "replaced"}>
          {loanOutcomes.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`sharing.outcome.${outcome}`)}
            </option>
          ))}
        </select>
      </label>
      {isDecision ? (
        <label className="sharing-field">
          <span>{t("sharing.case.reason")}</span>
          <textarea name="reason" rows={2} {...boundsOf(decisionSchema, "reason")} required />
        </label>
      ) : null}
      <button className="primary sharing-big" type="submit">
        {isDecision ? t("sharing.move.decide") : t("sharing.move.propose")}
      </button>
    </SharingForm>
  );
}
