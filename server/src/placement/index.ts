export { throughCopy } from "./bound/bound.ts";
export { itemsBoundIn, otherTitlesIn, recordsHolding } from "./bound/in-sql.ts";
export { movesFrom } from "./places.ts";
export { type Standing, settle } from "./settle.ts";
export { dropPlace, forgetPlace, shelvePlace, takePlace } from "./temporary.ts";
