/** Kinds of organisations that join the alliance. */
export const organisationKinds = [
  "library",
  "student-society",
  "community",
  "bookshop",
  "media",
  "school",
  "other",
] as const;
export type OrganisationKind = (typeof organisationKinds)[number];
