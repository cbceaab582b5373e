export { type Agreement, demandAgreements } from "./agreements/agreements.ts";
export type { Decision } from "./rules/decide.ts";
export { type Due, dueOf } from "./rules/due.ts";
export {
  demandLimits,
  holdLimit,
  type KeptTerms,
  type LoanCount,
  type LoanTerms,
  loanTerms,
  renewalTerms,
} from "./rules/terms-of-loan.ts";
