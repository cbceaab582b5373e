export type { ReadingNote } from "./clock-ins.ts";
export { clockIn } from "./clock-ins.ts";
export { type Fellow, joinReading } from "./fellows.ts";
export type { Reading, ReadingPart } from "./reading-views.ts";
export { beginReading } from "./readings.ts";
