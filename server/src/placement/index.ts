export { movesFrom } from "./places.ts";
export { type Standing, settle } from "./settle.ts";
export { dropPlace, forgetPlace, shelvePlace, takePlace } from "./temporary.ts";
