export { loadBlocks, loadHolds, loadLoans, undoBlocks, undoHolds, undoLoans } from "./commands.ts";
export { blockRow, blockShape, holdRow, holdShape, loanRow, loanShape } from "./lists.ts";
