/** What a library brings along from the system it had before: loans and requests, written as they are. */

export { judgeHolds, type TakenHold, undoHolds, writeHolds } from "./holds.ts";
export { retarget, TAKEN_AT_ONCE, type Undone } from "./loaded.ts";
export { judgeLoans, type TakenLoan, undoLoans, writeLoans } from "./loans.ts";
