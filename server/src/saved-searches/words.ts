export const frequencies = ["off", "daily", "weekly"] as const;
/** How often somebody is told of new titles; `off`: never, the search is only kept. */
export type Frequency = (typeof frequencies)[number];
