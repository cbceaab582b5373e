/** Who speaks in a column. `office`: the region's; `list`: whoever made a public list. */
export const ownerKinds = ["office", "library", "organisation", "circle", "list"] as const;
export type OwnerKind = (typeof ownerKinds)[number];
