export { addBranch, type Branch, getBranch, listBranches } from "./branches.ts";
export {
  addClosure,
  dueOn,
  nextOpenDate,
  setOpeningHours,
} from "./calendar.ts";
export { type Distances, loadDistances, minutesBetween, setDistance } from "./distances.ts";
export { legibleAccent } from "./face-colour.ts";
export {
  addNews,
  type Face,
  type FaceChoice,
  hoursOn,
  listFaces,
  newsOf,
  setFace,
} from "./faces.ts";
export { consortiumJobs } from "./jobs.ts";
export { addLocation, type LocationFacts, loadLocationFacts, loadLocationMap } from "./locations.ts";
export { readLogo } from "./logos.ts";
export {
  addMember,
  findMemberByCode,
  getMember,
  listMembers,
  MEMBER_ADDED,
  type Member,
} from "./members.ts";
export { openSoon } from "./open-now.ts";
export { ownerCalendar } from "./owner-calendars.ts";
export { regionZone, setRegionZone } from "./region.ts";
export { reservedNameIn } from "./reserved-names.ts";
export { registerConsortium } from "./routes.ts";
export { todayInRegion, todayOfMember } from "./today.ts";
