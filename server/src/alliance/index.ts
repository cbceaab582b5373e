export { announce } from "./announcements.ts";
export { openHelpCase, writeToHelpCase } from "./help-desk.ts";
export { attachNest } from "./organisation-nests.ts";
export {
  attachCircle,
  decideOrganisation,
  isSteward as isOrganisationSteward,
  proposeOrganisation,
  stewardedBy,
} from "./organisations.ts";
