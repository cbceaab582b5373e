/** States of a loan between readers and the ways out of them: from -> {trigger -> to}. "Overdue" is computed, never stored. */
const loanStates = {
  requested: {
    accept: "accepted",
    decline: "declined",
    withdraw: "withdrawn",
    expire: "expired",
    "queue-up": "queued",
    "agree-pass-on": "queued",
  },
  queued: {
    "reach-front": "requested",
    decline: "declined",
    withdraw: "withdrawn",
    "agree-pass-on": "queued",
    "receive-pass-on": "on-loan",
  },
  accepted: { "hand-over": "on-loan", "give-over": "given", cancel: "cancelled", lapse: "lapsed" },
  "on-loan": {
    "ask-renewal": "on-loan",
    "grant-renewal": "on-loan",
    "refuse-renewal": "on-loan",
    "expire-renewal": "on-loan",
    recall: "on-loan",
    return: "returned",
    "claim-return": "return-claimed",
    "pass-on": "passed-on",
    "report-lost": "disputed",
  },
  "return-claimed": { "confirm-return": "returned", contest: "disputed", "trust-claim": "returned" },
  returned: { "claim-damage": "damage-claimed", close: "closed" },
  disputed: {
    propose: "disputed",
    settle: "settled",
    refer: "disputed",
    decide: "settled",
    default: "settled",
    return: "returned",
  },
  "damage-claimed": {
    propose: "damage-claimed",
    settle: "settled",
    refer: "damage-claimed",
    decide: "settled",
    default: "settled",
  },
  declined: {},
  withdrawn: {},
  expired: {},
  cancelled: {},
  lapsed: {},
  given: {},
  "passed-on": {},
  closed: {},
  settled: {},
} as const satisfies Record<string, Record<string, string>>;

export type LoanState = keyof typeof loanStates;
type TriggersOf<S> = S extends LoanState ? keyof (typeof loanStates)[S] : never;
export type LoanTrigger = TriggersOf<LoanState>;

/** Who a party to a loan is. `other`: whoever did not make the proposal; `clock`: nobody did, the time is over. */
export type LoanParty = "lender" | "borrower" | "either" | "other" | "mediator" | "clock";

/** Per trigger: who may pull it, and whom a notice tells of it. */
export const loanTriggers: Record<
  LoanTrigger,
  { by: LoanParty; tells: "lender" | "borrower" | "both" | "other" }
> = {
  accept: { by: "lender", tells: "borrower" },
  decline: { by: "lender", tells: "borrower" },
  withdraw: { by: "borrower", tells: "lender" },
  expire: { by: "clock", tells: "both" },
  "queue-up": { by: "clock", tells: "borrower" },
  "reach-front": { by: "clock", tells: "both" },
  cancel: { by: "either", tells: "other" },
  lapse: { by: "clock", tells: "both" },
  "hand-over": { by: "borrower", tells: "lender" },
  "give-over": { by: "borrower", tells: "lender" },
  "ask-renewal": { by: "borrower", tells: "lender" },
  "grant-renewal": { by: "lender", tells: "borrower" },
  "refuse-renewal": { by: "lender", tells: "borrower" },
  "expire-renewal": { by: "clock", tells: "borrower" },
  recall: { by: "lender", tells: "borrower" },
  return: { by: "lender", tells: "borrower" },
  "claim-return": { by: "borrower", tells: "lender" },
  "confirm-return": { by: "lender", tells: "borrower" },
  "trust-claim": { by: "clock", tells: "both" },
  contest: { by: "lender", tells: "borrower" },
  "agree-pass-on": { by: "lender", tells: "borrower" },
  "receive-pass-on": { by: "borrower", tells: "lender" },
  "pass-on": { by: "clock", tells: "borrower" },
  "report-lost": { by: "either", tells: "other" },
  "claim-damage": { by: "lender", tells: "borrower" },
  propose: { by: "either", tells: "other" },
  settle: { by: "other", tells: "other" },
  refer: { by: "clock", tells: "both" },
  decide: { by: "mediator", tells: "both" },
  default: { by: "clock", tells: "both" },
  close: { by: "clock", tells: "both" },
};

/** What the clock does with a loan whose deadline has passed; a case goes to its mediator first, then ends (`clockMove`). */
export const clockTriggers: Partial<Record<LoanState, LoanTrigger>> = {
  requested: "expire",
  accepted: "lapse",
  "on-loan": "expire-renewal",
  "return-claimed": "trust-claim",
  returned: "close",
  disputed: "refer",
  "damage-claimed": "refer",
};

/** States of a quarrel: the two have time to agree, then a mediator to decide, then it ends by the circle's rule. */
export const caseStates = ["disputed", "damage-claimed"] as const satisfies LoanState[];

/** True while a quarrel is open. */
export function isCase(state: LoanState): boolean {
  return (caseStates as readonly LoanState[]).includes(state);
}

/** What the clock does now: a case that was referred and not decided ends by itself. */
export function clockMove(state: LoanState, isReferred: boolean): LoanTrigger | undefined {
  return isCase(state) && isReferred ? "default" : clockTriggers[state];
}

/** Days the two have to agree on how a case ends, and days a mediator has after that. */
export const SETTLE_DAYS = 7;
export const DECIDE_DAYS = 14;

/** Hours until the clock decides, per state; `on-loan` only while a renewal is asked for. */
export const stateHours: Partial<Record<LoanState, number>> = {
  requested: 4 * 24,
  accepted: 7 * 24,
  "return-claimed": 7 * 24,
  returned: 72,
  disputed: SETTLE_DAYS * 24,
  "damage-claimed": SETTLE_DAYS * 24,
};
/** Times a loan may be renewed. */
export const RENEWALS_MAX = 2;
/** Days a borrower has once the lender wants the book back. */
export const RECALL_DAYS = 7;
/** Hours a lender has to answer a wish for renewal; silence refuses. */
export const RENEWAL_HOURS = 48;

export const allLoanStates = Object.keys(loanStates) as LoanState[];

/** States in which the loan holds its copy: one per copy, by the index `loan_active_per_copy`. */
export const activeLoanStates = [
  "accepted",
  "on-loan",
  "return-claimed",
  "disputed",
] as const satisfies LoanState[];

/** States in which a borrower has asked for or has the copy: one per copy and borrower. */
export const openLoanStates = ["requested", "queued", ...activeLoanStates] as const satisfies LoanState[];

/** States in which the two still have to meet. */
export const meetingStates: readonly LoanState[] = ["accepted", "on-loan", "return-claimed"];

/** States without a way out. */
export const finalLoanStates = allLoanStates.filter((state) => Object.keys(loanStates[state]).length === 0);

/** The state a trigger leads to; undefined where the table has no such way. */
export function loanStateAfter(state: LoanState, trigger: LoanTrigger): LoanState | undefined {
  return (loanStates[state] as Partial<Record<LoanTrigger, LoanState>>)[trigger];
}

/** The ways out of a state, in the order of the table. */
export function triggersFrom(state: LoanState): LoanTrigger[] {
  return Object.keys(loanStates[state]) as LoanTrigger[];
}

/** How a quarrel may end. */
export const loanOutcomes = ["returned", "replaced", "compensated", "forgiven", "written-off"] as const;
export type LoanOutcome = (typeof loanOutcomes)[number];

/** How a quarrel ends that nobody decided, where its circle has no rule of its own. */
export const defaultOutcomes: Record<(typeof caseStates)[number], LoanOutcome> = {
  disputed: "written-off",
  "damage-claimed": "forgiven",
};

/** Outcomes after which the owner has the book, or one in its place. */
export const outcomesWithBook: readonly LoanOutcome[] = ["returned", "replaced"];
