export { loadHolds, loadLoans, undoHolds, undoLoans } from "./commands.ts";
