import { refuser } from "../kernel/refusals.ts";

/** What this room refuses, with its status. */
export const noticeRefusals = { "cursor-invalid": 400, "notice-unknown": 404 } as const;
export const refuse = refuser(noticeRefusals);
