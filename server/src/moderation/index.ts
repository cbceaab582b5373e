export { countAct, didBefore, forgetActs } from "./daily-acts.ts";
export { appealPosting, decidePosting, POSTING_DECIDED } from "./decisions.ts";
export { forgetPostings } from "./erasure.ts";
export type { PostingState } from "./posting-states.ts";
export {
  dropPosting,
  heldSubjects,
  holdPosting,
  mayModerate,
  movePostings,
  type Posting,
  submitPosting,
  submitToReview,
} from "./postings.ts";
export { ownPostings } from "./queue.ts";
export { reportPosting } from "./reports.ts";
export { standingDecisions } from "./standing.ts";
export { doubtfulAmong, screenTexts } from "./text-rules.ts";
export type { ReportReason } from "./words.ts";
