export {
  type Announcement,
  announce,
  announcementsOn,
  type Campaign,
  campaignsOn,
  startCampaign,
  withdrawAnnouncement,
} from "./announcements.ts";

export { organisationFigures, regionFigures, type SharingFigures } from "./figures.ts";
export {
  closeHelpCase,
  getHelpCase,
  type HelpCase,
  type HelpMessage,
  helpCasesOf,
  openHelpCase,
  waitingHelpCases,
  writeToHelpCase,
} from "./help-desk.ts";
export { attachNest, detachNest, nestsOf } from "./organisation-nests.ts";
export {
  addSteward,
  attachCircle,
  changeOrganisation,
  circlesOf,
  decideOrganisation,
  detachCircle,
  getOrganisation,
  listOrganisations,
  type Organisation,
  proposeOrganisation,
  stepDown,
} from "./organisations.ts";

export {
  announcementWordsSchema,
  campaignWordsSchema,
  helpCaseWordsSchema,
  helpMessageWordsSchema,
  organisationWordsSchema,
} from "./schema.ts";
export type { OrganisationKind } from "./words.ts";
