export { setDirection } from "./arrangements.ts";
export { contentsOf, turnedAs } from "./contents.ts";
export { kinAbove, kinBelow, noteParents } from "./families.ts";
export { familyShown } from "./family-page.ts";
export { pageLabels } from "./page-labels.ts";
export { type SectionTree, sectionsOf, treeOf } from "./sections.ts";
