export { type CounterStep, stepAtNest } from "./counter/counter.ts";
export { balanceOf } from "./deposits/credits.ts";
export { type Deposit, depositOf, setDeposit } from "./deposits/deposits.ts";
export { caseFileOf } from "./loans/case-file.ts";
export { agreeOutcome, decideCase, openCase, proposeOutcome } from "./loans/disputes.ts";
export {
  acceptLoan,
  agreePassOn,
  answerRenewal,
  askSharedRenewal,
  cancelLoan,
  claimReturn,
  confirmReturn,
  declineLoan,
  recallLoan,
  withdrawRequest,
} from "./loans/loan-moves.ts";
export {
  finalLoanStates,
  isCase,
  type LoanOutcome,
  type LoanTrigger,
  loanOutcomes,
} from "./loans/loan-states.ts";
export { casesFor, getSharedLoan, type SharedLoan, sharedLoansOf } from "./loans/loan-views.ts";
export { type LoanMessage, messagesOf, sendMessage } from "./loans/messages.ts";
export { requestCopy } from "./loans/requests.ts";
export { agreeAppointment, appointmentCalendar, proposeAppointment } from "./meeting/appointments.ts";
export { receiveCopy, receiveReturn, shownCode } from "./meeting/handover.ts";
export { countCodeAttempt, demandAttemptsLeft } from "./meeting/handover-codes.ts";
export { tell, tellMany } from "./notices.ts";
export { blockReader, resolveReader } from "./readers/met-readers.ts";
export { type Reputation, reputationOf } from "./readers/reputation.ts";
export { type YearInReview, yearInReview } from "./readers/year.ts";
