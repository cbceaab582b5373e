export {
  anybody,
  desk,
  grave,
  isFresh,
  person,
  requirePerson,
  requireStaff,
  sessionOf,
  staff,
} from "./access.ts";
export { type CardHolder, findPersonByCard, maskedName } from "./cards.ts";
export { findPersonByLogin, setPassword } from "./credentials.ts";
export * as demoAccounts from "./demo-accounts.ts";
export { ERASED_PERSON } from "./erasure.ts";
export { lookUpCard, lookUpsOf, noteRead } from "./look-ups.ts";
export * as patronLoads from "./patrons/loads.ts";
export * as personMerging from "./patrons/merging.ts";
export { demandPermission, mayDo, mayDoSomewhere } from "./permissions.ts";
export { getPerson, homeMember, isReaderOf, listAffiliations, personRow } from "./persons.ts";
export { createPerson } from "./registration.ts";
export { grantRole } from "./roles.ts";
export type { Session } from "./sign-in/sessions.ts";
export { signIn } from "./sign-in/sign-in.ts";
export * as signingIn from "./sign-in/signing-in.ts";
export { type LibraryFacts, libraryFacts } from "./standing.ts";
export type { LookUpReason, Role } from "./words.ts";
