export { type Availability, availabilityOf } from "./availability.ts";
export { borrowedTogether } from "./borrowed-together.ts";
export { type ScanOutcome, scanItem } from "./check-in.ts";
export { type CheckOutInput, checkOut, type LoanReceipt } from "./check-out.ts";
export { holdShelf, pullList, transitsOf } from "./desk-lists.ts";

export { HOLD_ENDED } from "./hold-events.ts";

export { type HoldingGroup, holdingsOf, holdingsOfInstances } from "./holdings.ts";
export { cancelHold, declineTarget, holdsOf, placeHold } from "./holds.ts";
export { declareItem } from "./item-troubles.ts";
export { circulationJobs, circulationSubscribers } from "./jobs.ts";
export { loansOf, renewLoan } from "./loans.ts";
export { partsToChoose } from "./parts.ts";
export { registerCirculation } from "./routes.ts";
export { bringBack, setAside } from "./set-aside.ts";
export * as takeOver from "./take-over/take-over.ts";
export type { ItemAction } from "./words.ts";
