/** What the pages of signing in are made of. */
export { hasPassword, isProtected } from "../credentials.ts";
export { channelOf, codeSender } from "./code-sender.ts";
export {
  contactsOf,
  NOWHERE,
  normaliseAddress,
  SEND_CODE,
  sendCode,
  signInByCode,
  startCode,
} from "./codes.ts";
export { describeSession } from "./described.ts";
export { nextPage } from "./next-page.ts";
export { ownSessions } from "./own-sessions.ts";
export { demandGoodPassword } from "./passwords.ts";
export {
  arrivalOf,
  leaveArrival,
  leaveSession,
  NO_SESSION,
  namedArrival,
  SESSION_COOKIE,
} from "./session-hook.ts";
export { signOut } from "./sessions.ts";
