export {
  anybody,
  type DeskActor,
  desk,
  person,
  requireDesk,
  requirePerson,
  requireSession,
  requireStaff,
  staff,
} from "./access.ts";
export { addCard, blockCard, type CardHolder, findPersonByCard } from "./cards.ts";
export { type Channel, type CodeSender, channels, codeSender } from "./code-sender.ts";
export { contactsOf, type Newcomer, signInByCode, startCode } from "./codes.ts";
export { findPersonByLogin, setPassword } from "./credentials.ts";
export {
  closeDemoAccounts,
  countDemoAccounts,
  markDemoAccount,
  openDemoAccounts,
} from "./demo-accounts.ts";
export { ERASED_PERSON, erasePerson } from "./erasure.ts";
export { peopleJobs, peopleSchedule } from "./jobs.ts";
export {
  demandPermission,
  mayDo,
  mayDoSomewhere,
  permissions,
  type Role,
  roles,
  type Verb,
} from "./permissions.ts";
export {
  type Affiliation,
  getPerson,
  homeMember,
  listAffiliations,
  type Person,
  type PersonId,
} from "./persons.ts";
export { addAffiliation, createPerson, type NewAffiliation, type NewPerson } from "./registration.ts";
export { grantRole, listRoles, revokeRole } from "./roles.ts";
export { registerPeople } from "./routes.ts";
export { clearSessionCookie, registerSessions, SESSION_COOKIE, setSessionCookie } from "./session-hook.ts";
export { chooseBranch, loadSession, type Session, sessionKey, signOut } from "./sessions.ts";
export { changePassword, type SignIn, signIn } from "./sign-in.ts";
