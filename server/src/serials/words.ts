/** What becomes of an issue. */
export const issueStates = ["expected", "received", "missing", "bound"] as const;
/** What a desk says of an issue that did not come. */
export const issueFindings = ["missing", "claimed", "expected"] as const;
/** Days after which an issue that was to come counts as late. */
export const LATE_DAYS = 14;
