export { setDirection } from "./arrangements.ts";
export { contentsOf, turnedAs } from "./contents.ts";
export { pageLabels } from "./page-labels.ts";
export { type SectionTree, sectionsOf, treeOf } from "./sections.ts";
