export { AlliancePage } from "./alliance.tsx";
export { HelpCasePage, HelpDeskPage } from "./help-desk.tsx";
export { OfficePage } from "./office.tsx";
export { OrganisationPage } from "./organisation.tsx";
