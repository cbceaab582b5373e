import type { ReactElement } from "react";
import type { Deposit, LoanMessage, LoanTrigger, SharedLoan } from "../../../server/src/peer-loans/index.ts";
import type { CaseFile } from "../../../server/src/peer-loans/schema.ts";
import { evidenceSchema, reasonSchema, wordsSchema } from "../../../server/src/peer-loans/schema.ts";
import type { AroundLoan } from "../../../server/src/regards/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import {
  readerName,
  SharingButton,
  SharingForm,
  SharingFrame,
  type SharingSite,
} from "../frame/readers/frame.tsx";
import { Said } from "../frame/said.tsx";
import { PartnerPart, RegardPart } from "../regards/partner.tsx";
import { AppointmentForm, AppointmentPart } from "./appointment.tsx";
import { CasePart } from "./case-file.tsx";
import { LoanStep } from "./loan-step.tsx";
import { loanMarks } from "./loans.tsx";

/** The code to be shown: digits, the QR's path, until when. */
type CodeView = {
  digits: string;
  /** For two who have no network; null at a desk. */
  offLine: string | null;
  path: string;
  size: number;
  until: string;
  purpose: string;
};

/** One loan for one of its parties. `typed`: a code that came with the address, from a scanned QR. */
export type LoanProps = {
  site: SharingSite;
  loan: SharedLoan;
  code: CodeView | null;
  typed: string;
  messages: LoanMessage[];
  canWrite: boolean;
  /** Desk or nest where the book lies between the two. */
  counter: string | null;
  /** What is held while the book is out. */
  deposit: Deposit | null;
  /** While a quarrel is open. */
  caseFile: CaseFile | null;
} & AroundLoan;

/** Moves offered beside the big button, in this order. */
const SIDE_MOVES: LoanTrigger[] = [
  "decline",
  "withdraw",
  "cancel",
  "ask-renewal",
  "refuse-renewal",
  "recall",
  "agree-pass-on",
];
const COMPLAINTS: LoanTrigger[] = ["claim-return", "report-lost", "contest", "claim-damage"];

/** A loan's page: how it stands, the next thing to do, the talk between the two. */
export function LoanPage(props: LoanProps): ReactElement {
  const { site, loan, messages, canWrite } = props;
  const { t } = site;
  const side = SIDE_MOVES.filter((move) => loan.moves.includes(move) && move !== loan.next);
  return (
    <SharingFrame site={site} tab="loans" title={loan.title ?? t("sharing.tab.loans")}>
      <Said site={site} as="h1">
        {loan.title ?? t("sharing.loan.forgotten")}
      </Said>
      <p>
        <StateMark mark={loan.isOverdue ? "bad" : (loanMarks[loan.state] ?? "no")}>
          {loan.isOverdue ? t("sharing.overdue") : t(`sharing.state.${loan.state}`)}
        </StateMark>
      </p>
      <Facts {...props} />
      <Words site={site} loan={loan} />
      {props.counter ? (
        <p className="sharing-panel">{t("sharing.counter.at", { place: props.counter })}</p>
      ) : null}
      <PartnerPart site={site} loan={loan} partner={props.partner} />
      <LoanStep {...props} />
      <RegardPart site={site} loan={loan} regard={props.regard} />
      <AppointmentPart site={site} loan={loan} />
      {side.includes("decline") ? <DeclineForm site={site} loan={loan} /> : null}
      {side.length > 0 ? (
        <div className="sharing-acts">
          {side
            .filter((move) => move !== "decline")
            .map((move) => (
              <SharingButton
                key={move}
                site={site}
                action={`loans/${loan.id}/${move}`}
                label={t(`sharing.move.${move}`)}
              />
            ))}
        </div>
      ) : null}
      {loan.state === "accepted" && !loan.other.library && loan.next !== "propose-appointment" ? (
        <details className="sharing-more">
          <summary>{t("sharing.appointment.other")}</summary>
          <AppointmentForm site={site} loan={loan} desks={props.desks} />
        </details>
      ) : null}
      <CasePart site={site} loan={loan} file={props.caseFile} />
      <Messages {...props} messages={messages} canWrite={canWrite} />
      <Complaints site={site} loan={loan} />
      {loan.side === "mediator" || loan.other.library ? null : (
        <details className="sharing-more">
          <summary>{t("sharing.reader.more")}</summary>
          <p className="quiet">{t("sharing.block.note")}</p>
          <SharingButton site={site} action={`loans/${loan.id}/block`} label={t("sharing.block")} />
        </details>
      )}
    </SharingFrame>
  );
}

/** Between whom, how, and until when. */
function Facts(props: LoanProps): ReactElement {
  const { site, loan } = props;
  const { t } = site;
  const other = readerName(site, loan.other);
  return (
    <p className="quiet">
      <span className="fact">
        {loan.side === "lender"
          ? t("sharing.loan.to", { name: other })
          : t("sharing.loan.from", { name: other })}
      </span>
      <span className="fact">{t(`sharing.${loan.side === "borrower" ? "taken" : "mode"}.${loan.mode}`)}</span>
      {props.deposit ? (
        <span className="fact num">
          {t(`sharing.deposit.${props.deposit.state}`, { yuan: props.deposit.amount / 100 })}
        </span>
      ) : null}
      {loan.dueOn ? <span className="fact">{t("sharing.due", { date: site.day(loan.dueOn) })}</span> : null}
      {loan.deadlineAt && ["requested", "accepted", "return-claimed"].includes(loan.state) ? (
        <span className="fact">{t("sharing.deadline", { date: site.moment(loan.deadlineAt) })}</span>
      ) : null}
      {loan.deadlineAt && ["disputed", "damage-claimed"].includes(loan.state) ? (
        <span className="fact">{t("sharing.case.until", { date: site.moment(loan.deadlineAt) })}</span>
      ) : null}
      {loan.before !== null && loan.state === "queued" ? (
        <span className="fact">{t("sharing.before", { count: loan.before })}</span>
      ) : null}
      <Said site={site} className="fact">
        {loan.viaCircle ?? ""}
      </Said>
      {loan.isRecalled ? <span className="fact">{t("sharing.recalled")}</span> : null}
    </p>
  );
}

function Messages({ site, loan, messages, canWrite }: LoanProps): ReactElement | null {
  const { t } = site;
  if (messages.length === 0 && !canWrite) return null;
  return (
    <section id="messages">
      <h2 className="song">{t("sharing.messages")}</h2>
      <ol className="sharing-talk">
        {messages.map((message) => (
          <li key={message.id} className={message.isMine ? "mine" : undefined}>
            <p {...saidIn(message.text, site.language)}>{message.text}</p>
            <p className="quiet num">
              {message.isMine ? t("sharing.message.me") : readerName(site, loan.other)} ·{" "}
              {site.moment(message.at)}
            </p>
          </li>
        ))}
      </ol>
      {canWrite ? (
        <SharingForm site={site} action={`loans/${loan.id}/message`}>
          <label className="sharing-field">
            <span>{t("sharing.message.write")}</span>
            <textarea name="text" rows={2} {...boundsOf(wordsSchema, "text")} required />
          </label>
          <button className="secondary" type="submit">
            {t("sharing.message.send")}
          </button>
          <p className="quiet">{t("sharing.message.note")}</p>
        </SharingForm>
      ) : null}
    </section>
  );
}

const NO_REASONS = ["reading", "lent", "far", "unsure"];

/** Saying no, with a reason or without: the borrower reads it in the lender's words. */
function DeclineForm({ site, loan }: Pick<LoanProps, "site" | "loan">): ReactElement {
  const { t } = site;
  return (
    <details className="sharing-more">
      <summary>{t("sharing.move.decline")}</summary>
      <SharingForm site={site} action={`loans/${loan.id}/decline`}>
        <label className="sharing-field">
          <span>{t("sharing.decline.why")}</span>
          <input name="reason" {...boundsOf(reasonSchema, "reason")} list="decline-reasons" />
        </label>
        <datalist id="decline-reasons">
          {NO_REASONS.map((reason) => (
            <option key={reason} value={t(`sharing.decline.${reason}`)} />
          ))}
        </datalist>
        <button className="secondary" type="submit">
          {t("sharing.move.decline")}
        </button>
      </SharingForm>
    </details>
  );
}

/** What was said of the loan by its rules: why not, what is claimed, how a case is to end or has ended. */
function Words({ site, loan }: Pick<LoanProps, "site" | "loan">): ReactElement {
  const { t } = site;
  return (
    <>
      {loan.reason ? <p className="sharing-note">{t("sharing.reason", { reason: loan.reason })}</p> : null}
      {loan.evidence ? (
        <p className="sharing-note">{t("sharing.evidence", { words: loan.evidence })}</p>
      ) : null}
      {loan.proposedOutcome && !loan.outcome ? (
        <p className="sharing-note">
          {t("sharing.proposed", { outcome: t(`sharing.outcome.${loan.proposedOutcome}`) })}
        </p>
      ) : null}
      {loan.outcome ? <p className="sharing-note">{t(`sharing.outcome.${loan.outcome}`)}</p> : null}
    </>
  );
}

/** What went wrong, each with its form; folded away. */
function Complaints({ site, loan }: Pick<LoanProps, "site" | "loan">): ReactElement | null {
  const { t } = site;
  const complaints = COMPLAINTS.filter((move) => loan.moves.includes(move));
  if (complaints.length === 0) return null;
  return (
    <details className="sharing-more">
      <summary>{t("sharing.trouble")}</summary>
      {complaints.map((move) => (
        <SharingForm key={move} site={site} action={`loans/${loan.id}/${move}`}>
          <label className="sharing-field">
            <span>{t(`sharing.trouble.${move}`)}</span>
            <textarea
              name="evidence"
              rows={2}
              {...boundsOf(evidenceSchema, "evidence")}
              required={move !== "claim-return"}
            />
          </label>
          <button className="secondary" type="submit">
            {t(`sharing.move.${move}`)}
          </button>
        </SharingForm>
      ))}
    </details>
  );
}
