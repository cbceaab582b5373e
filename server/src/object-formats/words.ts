/** What a section of an object is: 函, 册, 卷, 篇; chapter, section, issue; or just a part. */
export const sectionKinds = [
  "case",
  "volume",
  "juan",
  "piece",
  "chapter",
  "section",
  "issue",
  "part",
] as const;
export type SectionKind = (typeof sectionKinds)[number];

/** Sections inside sections: 函 › 册 › 卷 › 篇, and two more. */
export const DEEPEST_SECTION = 5;
/** Characters of a section's name. */
export const LONGEST_SECTION = 200;
