export { openHelpCase, writeToHelpCase } from "./help-desk.ts";
