export { stepAtNest } from "./counter/counter.ts";
export { balanceOf } from "./deposits/credits.ts";
export { type Deposit, depositOf } from "./deposits/deposits.ts";
export { caseFileOf } from "./loans/case-file.ts";
export {
  acceptLoan,
  cancelLoan as cancelSharedLoan,
  declineLoan,
  withdrawRequest,
} from "./loans/loan-moves.ts";
export { finalLoanStates, isCase, type LoanTrigger } from "./loans/loan-states.ts";
export { casesFor, getSharedLoan, type SharedLoan, sharedLoansOf } from "./loans/loan-views.ts";
export { type LoanMessage, messagesOf } from "./loans/messages.ts";
export { requestCopy } from "./loans/requests.ts";
export { appointmentCalendar } from "./meeting/appointments.ts";
export { desksBetween } from "./meeting/desks.ts";
export { shownCode } from "./meeting/handover.ts";
export { tell, tellMany } from "./notices.ts";
export { blockReader, resolveReader } from "./readers/met-readers.ts";
export { type Reputation, reputationOf } from "./readers/reputation.ts";
export { type YearInReview, yearInReview } from "./readers/year.ts";
