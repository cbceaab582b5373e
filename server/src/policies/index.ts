export { type Agreement, demandAgreements, refusedBy } from "./agreements/agreements.ts";
export { draftedRules, draftOf } from "./drafts/drafts.ts";
export { kindsOf } from "./kinds.ts";
export { type Overruling, overruling } from "./overruling.ts";
export { currentBook, RuleBook } from "./rules/book.ts";
export { type Decision, valueIn } from "./rules/decide.ts";
export { type Due, dueOf } from "./rules/due.ts";
export { fineOf } from "./rules/fine.ts";
export {
  type CaseAsked,
  casesOf,
  demandLimits,
  holdLimit,
  type KeptTerms,
  type LoanTerms,
  loanTerms,
  renewalTerms,
  termsOf,
} from "./rules/terms-of-loan.ts";
export { effective } from "./settings/inherit.ts";
export { settingFigure } from "./settings/settings.ts";
