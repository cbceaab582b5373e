/** What a nest can be; near to `public_bookcase:type` of OpenStreetMap (geojson.ts). */
export const nestKinds = [
  "shelf",
  "wooden-cabinet",
  "metal-cabinet",
  "glass-cabinet",
  "reading-box",
  "phone-box",
  "locker",
  "building",
  "other",
] as const;
export type NestKind = (typeof nestKinds)[number];

export const nestAccesses = ["public", "customers", "members"] as const;
export type NestAccess = (typeof nestAccesses)[number];

/** What somebody did or saw at a nest. */
export const visitKinds = ["took", "left", "saw", "counted", "gone"] as const;
export type VisitKind = (typeof visitKinds)[number];
