export { type BlockKind, blockKinds } from "../words.ts";
export { readBalance } from "./balances.ts";
export { setBlocks } from "./blocks.ts";
export { findReadersByCode } from "./by-code.ts";
export { loadPatrons } from "./commands.ts";
export { endAffiliations, faultOf, LONGEST_CODE, type PatronRow } from "./load.ts";
export { judgeBlocks, undoBlocks, writeBlocks } from "./load-blocks.ts";
export { loginOf } from "./one-time-password.ts";
