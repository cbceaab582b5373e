/** What the pages of signing in are made of. */
export { hasPassword, isProtected } from "../credentials.ts";
export { HOLDS_SECRET } from "../routes.ts";
export { type CodeSender, channelOf, codeSender } from "./code-sender.ts";
export {
  contactsOf,
  NOWHERE,
  normaliseAddress,
  SEND_CODE,
  sendCode,
  signInByCode,
  startCode,
} from "./codes.ts";
export { ownSessions } from "./own-sessions.ts";
export { demandGoodPassword } from "./passwords.ts";
export {
  arrivalOf,
  clearSessionCookie,
  namedArrival,
  SESSION_COOKIE,
  setBrowserCookie,
  setSessionCookie,
} from "./session-hook.ts";
export { signOut } from "./sessions.ts";
export type { Arrival } from "./sign-in.ts";
