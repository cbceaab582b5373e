export { announce } from "./announcements.ts";
export { openHelpCase, writeToHelpCase } from "./help-desk.ts";
export { attachNest } from "./organisation-nests.ts";
export { attachCircle, decideOrganisation, proposeOrganisation } from "./organisations.ts";
