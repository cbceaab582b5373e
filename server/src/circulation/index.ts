export { type Availability, availabilityOf } from "./availability.ts";
export { borrowedTogether } from "./borrowed-together.ts";
export { type ScanOutcome, scanItem } from "./check-in.ts";
export { checkOut, type LoanReceipt } from "./check-out.ts";
export { holdShelf, pullList, transitsOf } from "./desk-lists.ts";
export { erasePerson } from "./erasure.ts";
export { HOLD_ENDED } from "./hold-events.ts";
export { type HoldState, holdStates } from "./hold-states.ts";
export {
  type HoldingGroup,
  type HoldingItem,
  holdingsOf,
  holdingsOfInstances,
  type ItemStatus,
} from "./holdings.ts";
export { cancelHold, declineTarget, type HoldView, holdsOf, placeHold } from "./holds.ts";
export { declareItem, type ItemAction } from "./item-troubles.ts";
export { circulationJobs, circulationSchedule, circulationSubscribers } from "./jobs.ts";
export { type LoanView, loansOf, renewLoan } from "./loans.ts";
export { registerCirculation } from "./routes.ts";
export { bringBack, type SetAside, setAside } from "./set-aside.ts";
