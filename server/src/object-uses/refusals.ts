import type { RefusalTable } from "../kernel/refusals.ts";

/** What queries of this room may refuse. */
export const refusalTable = { "collection-unknown": 404 } as const satisfies RefusalTable;
