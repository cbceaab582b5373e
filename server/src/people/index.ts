export {
  anybody,
  desk,
  grave,
  isFresh,
  person,
  requirePerson,
  requireStaff,
  staff,
} from "./access.ts";
export { addCard, blockCard, type CardHolder, findPersonByCard, maskedName } from "./cards.ts";
export { findPersonByLogin, hasPassword, setPassword } from "./credentials.ts";
export {
  closeDemoAccounts,
  countDemoAccounts,
  markDemoAccount,
  openDemoAccounts,
} from "./demo-accounts.ts";
export { ERASED_PERSON } from "./erasure.ts";
export { lookUpCard, lookUpsOf } from "./look-ups.ts";
export * as patronLoads from "./patrons/loads.ts";
export * as personMerging from "./patrons/merging.ts";
export {
  demandPermission,
  mayDo,
  mayDoSomewhere,
  type Role,
  roles,
} from "./permissions.ts";
export {
  getPerson,
  homeMember,
  isReaderOf,
  listAffiliations,
} from "./persons.ts";
export { createPerson } from "./registration.ts";
export { grantRole } from "./roles.ts";
export { HOLDS_SECRET, registerPeople } from "./routes.ts";
export { channelOf, codeSender } from "./sign-in/code-sender.ts";
export { contactsOf, signInByCode, startCode } from "./sign-in/codes.ts";
export { ownSessions } from "./sign-in/own-sessions.ts";
export {
  arrivalOf,
  clearSessionCookie,
  namedArrival,
  SESSION_COOKIE,
  setBrowserCookie,
  setSessionCookie,
} from "./sign-in/session-hook.ts";
export { type Session, signOut } from "./sign-in/sessions.ts";
export { type Arrival, signIn } from "./sign-in/sign-in.ts";
export { type LibraryFacts, libraryFacts } from "./standing.ts";
export type { LookUpReason } from "./words.ts";
