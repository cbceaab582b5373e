import { addDays, dateIn, type PlainDate } from "../../kernel/time.ts";
import type { RequestMode } from "../../shelves/schema.ts";
import type { Refusal } from "../refusals.ts";
import {
  type LoanState,
  type LoanTrigger,
  loanStateAfter,
  loanTriggers,
  RECALL_DAYS,
  RENEWALS_MAX,
  triggersFrom,
} from "./loan-states.ts";

/** What decides what somebody can do with a loan, as one party sees it. */
export type LoanFacts = {
  side: "lender" | "borrower" | "mediator";
  state: LoanState;
  mode: RequestMode;
  renewalAsked: boolean;
  renewals: number;
  isRecalled: boolean;
  dueOn: PlainDate | null;
  /** The day a loan recalled now would be due. */
  recallTo: PlainDate;
  passOnAgreed: boolean;
  /** Another loan has this copy out. */
  copyOnLoan: boolean;
  /** Others have asked for this copy. */
  othersWait: boolean;
  /** The two hide from each other. */
  isParted: boolean;
  proposed: "nobody" | "me" | "other";
};

/** A refusal with the values of its sentence. */
export type Reason = { code: Refusal; params?: Record<string, string | number | null> };

/** The day a loan of this zone would be due if its lender wanted the book back now. */
export function recallDay(timeZone: string, now: Date): PlainDate {
  return addDays(dateIn(timeZone, now), RECALL_DAYS);
}

/** The one thing a party should do now. `show-code` and the appointment are no moves of the loan. */
export type NextStep = LoanTrigger | "show-code" | "enter-code" | "propose-appointment" | "agree-appointment";

/**
 * Why this party may not make a move now, null when they may: the one place that says so, for the doors and for the
 * buttons of pages. In this order: `loan-not-your-move`, `loan-state` (the table has no such way from here), then what
 * stands in the way of this move. Codes and evidence are asked for afterwards.
 */
export function reasonAgainst(facts: LoanFacts, trigger: LoanTrigger): Reason | null {
  if (!isTheirs(facts, trigger)) return { code: "loan-not-your-move" };
  if (loanStateAfter(facts.state, trigger) === undefined)
    return { code: "loan-state", params: { state: facts.state } };
  return obstacle(facts, trigger);
}

/** Moves this party can make now. Codes decide about some of them. */
export function movesOf(facts: LoanFacts): LoanTrigger[] {
  return triggersFrom(facts.state).filter((trigger) => reasonAgainst(facts, trigger) === null);
}

function isTheirs({ side, proposed }: LoanFacts, trigger: LoanTrigger): boolean {
  const { by } = loanTriggers[trigger];
  if (side === "mediator") return by === "mediator";
  return by === side || by === "either" || (by === "other" && proposed === "other");
}

function obstacle(facts: LoanFacts, trigger: LoanTrigger): Reason | null {
  switch (trigger) {
    case "hand-over":
      return facts.mode === "give" ? { code: "loan-state", params: { state: facts.state } } : null;
    case "give-over":
      return facts.mode === "give" ? null : { code: "loan-state", params: { state: facts.state } };
    case "ask-renewal":
      return againstRenewal(facts);
    case "grant-renewal":
      if (!facts.renewalAsked) return { code: "renewal-not-asked" };
      return facts.othersWait ? { code: "renewal-others-wait" } : null;
    case "refuse-renewal":
      return facts.renewalAsked ? null : { code: "renewal-not-asked" };
    case "recall":
      if (facts.isRecalled) return { code: "recall-once" };
      if (facts.dueOn !== null && facts.dueOn > facts.recallTo) return null;
      return { code: "recall-no-gain", params: { dueOn: facts.dueOn } };
    case "agree-pass-on":
      if (facts.copyOnLoan && facts.mode === "lend" && !facts.passOnAgreed) return null;
      return { code: "pass-on-nothing" };
    case "receive-pass-on":
      return facts.passOnAgreed && facts.copyOnLoan ? null : { code: "pass-on-not-agreed" };
    default:
      return null;
  }
}

/** A borrower asks once, not for a book wanted back, nor for one that is somebody else's next. */
function againstRenewal(facts: LoanFacts): Reason | null {
  if (facts.isParted) return { code: "reader-blocked" };
  if (facts.renewalAsked) return { code: "renewal-asked" };
  if (facts.isRecalled) return { code: "loan-recalled" };
  if (facts.renewals >= RENEWALS_MAX) return { code: "renewals-exhausted", params: { limit: RENEWALS_MAX } };
  return facts.othersWait ? { code: "renewal-others-wait" } : null;
}

/** How a meeting stands, as one party sees it; `desk`: there is none, a library lends at its desk. */
export type Meeting = "desk" | "none" | "mine" | "theirs" | "agreed";

/** The big button of a party's page; null when there is nothing to do but wait. */
export function nextStepOf(facts: LoanFacts, meeting: Meeting): NextStep | null {
  const { side, state } = facts;
  if (side === "mediator") return "decide";
  if (state === "requested") return side === "lender" ? "accept" : null;
  if (state === "queued") return side === "borrower" && facts.passOnAgreed ? "enter-code" : null;
  if (state === "accepted") {
    if (meeting === "desk") return "show-code";
    if (meeting === "theirs") return "agree-appointment";
    if (meeting === "none") return "propose-appointment";
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
