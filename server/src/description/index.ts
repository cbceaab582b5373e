export { describeMarc21 } from "./describe-marc21.ts";
export { describeUnimarc } from "./describe-unimarc.ts";
export type { Description, Title } from "./description.ts";
export { mergeContributors, mergeSubjects } from "./merge-names.ts";
