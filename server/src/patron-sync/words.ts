/** What a university's list says of a reader. */
export const listFields = [
  "number",
  "name",
  "group",
  "email",
  "phone",
  "valid_until",
  "card",
  "balance",
] as const;
export type ListField = (typeof listFields)[number];

/** How a run of the nightly list ended; `held`: too many would end, somebody has to say so; `nothing`: no new file. */
export const runStates = ["waiting", "done", "held", "nothing", "failed"] as const;
export type RunState = (typeof runStates)[number];

/** What a list changes for a reader. */
export const differenceKinds = ["created", "changed", "ended", "rejected"] as const;
