export { siteAssets } from "./assets.ts";
export { problemSentence } from "./error-pages.ts";
export { createFaceDirectory } from "./faces.ts";
export { confirmPath, toSignIn } from "./form-answer.ts";
export { type AnswerPages, mountForms } from "./form-door.ts";
export { formField, instanceIn, paramsOf } from "./form-field.ts";
export { decodeForm } from "./form-fields.ts";
export type { FrameDeps } from "./frame-deps.ts";
export { openGround } from "./ground/ground.ts";
export { loadPages } from "./load-pages.ts";
export { LANGUAGE_COOKIE, localePaths, preferredLanguage } from "./locale.ts";
export {
  createMemberDirectory,
  type MemberDirectory,
  memberName,
  minutesToMember,
} from "./member-directory.ts";
export { type PackedFile, packedFile, sendPacked } from "./packed-file.ts";
export {
  ownPath,
  rememberLanguage,
  sendPage,
  sendResults,
  siteContext,
  TEXT_SIZE_COOKIE,
  THEME_COOKIE,
  themeOf,
  YEAR_S,
} from "./page-frame.ts";
export { registerFrame } from "./register-frame.ts";
export { RenderThread } from "./render-thread.ts";
export { registerRoomPages } from "./room-pages.ts";
export { joinSheets, readStaffSheets } from "./styles.ts";
