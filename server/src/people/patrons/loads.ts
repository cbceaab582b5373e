export { findReadersByCode } from "./by-code.ts";
export { loadBlocks, loadPatrons } from "./commands.ts";
