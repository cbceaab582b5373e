export { MOST_MOVES, movesFrom } from "./places.ts";
export { type Belongs, settle } from "./settle.ts";
export { dropPlace, forgetPlace, placeOf, shelvePlace, takePlace } from "./temporary.ts";
