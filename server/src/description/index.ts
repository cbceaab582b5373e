export { describeMarc21 } from "./describe-marc21.ts";
export { describeUnimarc } from "./describe-unimarc.ts";
export type { Description, Title } from "./description.ts";
export { mergeContributors, mergeSubjects } from "./merge-names.ts";
export { levelIn, orderFor, type Speaker, type Survivorship, type SurvivorshipRule } from "./survivorship.ts";
export { DESCRIPTION_VERSION } from "./version.ts";
export type { SurvivorField } from "./words.ts";
