export { cyclicalName, eraNames } from "./eras.ts";
export { type ReadDate, readDate } from "./read-date.ts";
