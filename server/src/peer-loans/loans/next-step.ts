import type { RequestMode } from "../../shelves/index.ts";
import { type LoanState, type LoanTrigger, loanTriggers, RENEWALS_MAX, triggersFrom } from "./loan-states.ts";

/** What decides what somebody can do with a loan, as one party sees it. */
export type LoanFacts = {
  side: "lender" | "borrower" | "mediator";
  state: LoanState;
  mode: RequestMode;
  renewalAsked: boolean;
  renewals: number;
  isRecalled: boolean;
  passOnAgreed: boolean;
  /** Another loan has this copy out. */
  copyOnLoan: boolean;
  /** Others have asked for this copy. */
  othersWait: boolean;
  /** The two hide from each other. */
  isParted: boolean;
  proposed: "nobody" | "me" | "other";
  appointment: "none" | "mine" | "theirs" | "agreed";
};

/** The one thing a party should do now. `show-code` and the appointment are no moves of the loan. */
export type NextStep = LoanTrigger | "show-code" | "enter-code" | "propose-appointment" | "agree-appointment";

/** Moves this party can make now: the table, less what the facts forbid. Codes decide about some of them. */
export function movesOf(facts: LoanFacts): LoanTrigger[] {
  return triggersFrom(facts.state).filter((trigger) => {
    const { by } = loanTriggers[trigger];
    const isParty = facts.side !== "mediator";
    if (by === "clock" || (by === "mediator") !== (facts.side === "mediator")) return false;
    if (by === "lender" && facts.side !== "lender") return false;
    if (by === "borrower" && facts.side !== "borrower") return false;
    if (by === "other" && facts.proposed !== "other") return false;
    return isParty ? isPossible(trigger, facts) : true;
  });
}

function isPossible(trigger: LoanTrigger, facts: LoanFacts): boolean {
  switch (trigger) {
    case "hand-over":
      return facts.mode !== "give";
    case "give-over":
      return facts.mode === "give";
    case "ask-renewal":
      return (
        !facts.renewalAsked &&
        !facts.isRecalled &&
        !facts.othersWait &&
        !facts.isParted &&
        facts.renewals < RENEWALS_MAX
      );
    case "grant-renewal":
      return facts.renewalAsked && !facts.othersWait;
    case "refuse-renewal":
      return facts.renewalAsked;
    case "recall":
      return !facts.isRecalled;
    case "agree-pass-on":
      return facts.copyOnLoan && facts.mode === "lend" && !facts.passOnAgreed;
    case "receive-pass-on":
      return facts.passOnAgreed;
    default:
      return true;
  }
}

/** The big button of a party's page; null when there is nothing to do but wait. */
export function nextStepOf(facts: LoanFacts): NextStep | null {
  const { side, state } = facts;
  if (side === "mediator") return "decide";
  if (state === "requested") return side === "lender" ? "accept" : null;
  if (state === "queued") return side === "borrower" && facts.passOnAgreed ? "enter-code" : null;
  if (state === "accepted") {
    if (facts.appointment === "theirs") return "agree-appointment";
    if (facts.appointment === "none") return "propose-appointment";
    return side === "lender" ? "show-code" : "enter-code";
  }
  if (state === "on-loan") {
    if (side === "lender") return facts.renewalAsked && !facts.othersWait ? "grant-renewal" : null;
    return "show-code";
  }
  if (state === "return-claimed") return side === "lender" ? "confirm-return" : null;
  if (state === "disputed" || state === "damage-claimed")
    return facts.proposed === "other" ? "settle" : "propose";
  return null;
}
