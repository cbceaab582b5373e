/** What a library takes over from the system before, list by list. */
export const takenLists = ["loans", "holds", "blocks"] as const;
export type TakenList = (typeof takenLists)[number];
