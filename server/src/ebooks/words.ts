/** What allows an e-book to be passed on. `licensed`: a library of the region has it on line, for those whom it lets in. */
export const rightsKinds = [
  "licensed",
  "public-domain",
  "open-licence",
  "by-its-maker",
  "free-from-publisher",
] as const;
export type RightsKind = (typeof rightsKinds)[number];
