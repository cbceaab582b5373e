export { readRun } from "./feeds.ts";
export { LIST_SHAPE, listRow } from "./list.ts";
export { askRun, performRun } from "./runs.ts";
export { parseTable, type TableLine, type TableShape } from "./table.ts";
export type { ListField } from "./words.ts";
