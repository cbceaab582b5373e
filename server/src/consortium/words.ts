/** Why a line of a file of closures closes nothing. */
export const closureFaults = [
  "date-missing",
  "date-invalid",
  "order-wrong",
  "rule-unknown",
  "too-many",
  "yearly-too-long",
] as const;
export type ClosureFault = (typeof closureFaults)[number];
