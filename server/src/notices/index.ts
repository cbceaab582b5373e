export { noticesJobs } from "./jobs.ts";
export { mailCode } from "./letters.ts";
export { mailTo } from "./notice-mail.ts";

export { type NoticeReader, noticeReader, noticeSentence } from "./notice-words.ts";
export {
  countUnread,
  forgetNotices,
  mailWishOf,
  type NoticeParams,
  noticesOf,
  notify,
  readAbout,
} from "./notices.ts";
export { officeIds } from "./office.ts";
export type { Notice } from "./schema.ts";
export type { NoticeKind } from "./words.ts";
