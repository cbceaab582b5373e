export {
  demandLimits,
  holdLimit,
  type LoanCount,
  type LoanTerms,
  loanTerms,
} from "./loan-rules.ts";
