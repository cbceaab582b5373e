export { addBranch, type Branch, getBranch, listBranches, type NewBranch } from "./branches.ts";
export {
  addClosure,
  type Calendar,
  type Closure,
  dueOn,
  isOpenOn,
  nextOpenDate,
  type OpeningHours,
  setOpeningHours,
} from "./calendar.ts";
export { type Distances, distanceMinutes, loadDistances, minutesBetween, setDistance } from "./distances.ts";
export { legibleAccent } from "./face-colour.ts";
export {
  addNews,
  type Face,
  type FaceChoice,
  hoursOn,
  listFaces,
  type News,
  newsOf,
  removeNews,
  setFace,
} from "./faces.ts";
export { consortiumJobs, consortiumSchedule } from "./jobs.ts";
export { addLocation, type LocationMap, loadLocationMap } from "./locations.ts";
export { readLogo, setLogo } from "./logos.ts";
export {
  addMember,
  findMemberByCode,
  getMember,
  listMembers,
  MAIN_BRANCH,
  type Member,
  type NewMember,
} from "./members.ts";
export { ownerCalendar } from "./owner-calendars.ts";
export { regionZone, setRegionZone } from "./region.ts";
export { reservedNameIn } from "./reserved-names.ts";
export { registerConsortium } from "./routes.ts";
export { todayInRegion, todayOfMember } from "./today.ts";
