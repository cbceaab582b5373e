/** Why a copy belongs where it does, when that is not its home. */
export const placeKinds = ["temporary", "tour", "store", "float"] as const;
export type PlaceKind = (typeof placeKinds)[number];
