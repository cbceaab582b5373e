export { agreeAppointment, appointmentCalendar, proposeAppointment } from "./appointments.ts";
export { readBooks } from "./book-lists/typed.ts";
export { linesInWords } from "./book-lists/words.ts";
export type { Cell, Position } from "./cell.ts";
export { cellOf, centreOf, distanceBands, regionOf } from "./cell.ts";
export { type CircleKind, type CircleProof, circleKinds, circleProofs } from "./circle-kinds.ts";
export {
  type CircleLink,
  type CirclePerson,
  type CircleView,
  circleLinks,
  circlePeople,
  findCircles,
  getCircle,
} from "./circle-views.ts";
export { agreeParent, askParent, changeCircle, createCircle, guardCircle, partCircles } from "./circles.ts";
export {
  type CommonsCopy,
  type CommonsPlace,
  giveToCommons,
  keepCommons,
  lockCommons,
  moveCommons,
} from "./commons.ts";
export { toWgs84 } from "./coordinates.ts";
export { changeCopy, pauseCopy, withdrawCopy } from "./copies.ts";
export {
  getCopy,
  MY_BOOKS_PAGE,
  myBooks,
  type OwnCopy,
  type ReaderName,
  type VisibleCopy,
} from "./copy-views.ts";
export { type CounterPlace, type CounterStep, scanAtCounter, stepAtNest } from "./counter.ts";
export { counterOf } from "./counter-place.ts";
export { balanceOf } from "./credits.ts";
export { type Deposit, depositOf, setDeposit } from "./deposits.ts";
export { agreeOutcome, decideCase, openCase, proposeOutcome } from "./disputes.ts";
export { erasePerson } from "./erasure.ts";
export { receiveCopy, receiveReturn, shownCode } from "./handover.ts";
export { countCodeAttempt, demandAttemptsLeft, type ShownCode } from "./handover-codes.ts";
export { sharingJobs, sharingSchedule } from "./jobs.ts";
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
} from "./loan-moves.ts";
export {
  finalLoanStates,
  type LoanOutcome,
  type LoanState,
  type LoanTrigger,
  loanOutcomes,
} from "./loan-states.ts";
export { casesFor, getSharedLoan, type SharedLoan, sharedLoansOf } from "./loan-views.ts";
export {
  admitMember,
  applyToCircle,
  expelMember,
  joinByAccount,
  leaveCircle,
  pardonMember,
  refuseMember,
  setSteward,
  vouchFor,
} from "./memberships.ts";
export { type LoanMessage, messagesOf, sendMessage } from "./messages.ts";
export { findInCircles, findNearby, lookAround } from "./nearby.ts";
export { tell, tellMany } from "./notices.ts";
export {
  type Audience,
  type CopyCondition,
  copyConditions,
  type OfferMode,
  type OfferOptions,
  offerModes,
  type ReadingState,
  type RequestMode,
  readingStates,
  requestModes,
} from "./offer-options.ts";
export { offersOf } from "./offers-of.ts";
export { lockSharer, moveCell, type Sharer, setMinor, setProfile, sharerOf } from "./persons.ts";
export { removeOldPhotoFile, renewPhotoFile } from "./photos/photo-renewal.ts";
export { PHOTO_REQUEST_BYTES, readUploadedPhoto } from "./photos/photo-routes.ts";
export { removePhoto, takePhoto } from "./photos/photos.ts";
export {
  circleOfInvite,
  countEmailAttempt,
  joinByEmail,
  joinByInvite,
  joinByRoster,
  makeInvite,
  startEmailProof,
  uploadRoster,
} from "./proofs.ts";
export { type Published, type PublishedCopy, publishCopies } from "./publish.ts";
export {
  befriend,
  blockReader,
  type KnownReader,
  knownReaders,
  resolveReader,
  unblockReader,
  unfriend,
} from "./readers.ts";
export { type ReportKind, reportKinds, reportShared } from "./reports.ts";
export { type Reputation, reputationOf } from "./reputation.ts";
export { requestCopy } from "./requests.ts";
export { registerSharing } from "./routes.ts";
export { sharingSubscribers } from "./subscribers.ts";
export { areApart, demandTogether, hiddenFrom, nameFor } from "./ties.ts";
export { type CoordinateSystem, coordinateSystems } from "./words.ts";
export { type YearInReview, yearInReview } from "./year.ts";
