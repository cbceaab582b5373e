export { holdLimit, type LoanLimit, type LoanTerms, loanTerms } from "./loan-rules.ts";
