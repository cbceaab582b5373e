export { loadHolds, loadLoans, undoHolds, undoLoans } from "./commands.ts";
export { blockRow, blockShape, holdRow, holdShape, loanRow, loanShape } from "./lists.ts";
