import { refuser } from "../kernel/refusals.ts";

/** What this room's commands and queries may refuse, with the HTTP status. */
export const refusals = {
  forbidden: 403,
  "instance-unknown": 404,
  /** There is nothing it is grouped with. */
  "work-alone": 409,
  "report-unknown": 404,
  "report-decided": 409,
  "cursor-invalid": 400,
  "record-unknown": 404,
  "member-unknown": 404,
  /** There is nothing to join: the records stand together already. */
  "instances-one": 409,
  /** Somebody else has moved one of the records since the page was opened. */
  "records-elsewhere": 409,
  /** Parting every record of an instance would leave nothing there. */
  "nothing-left": 409,
  /** More records than are joined at once by hand. */
  "records-too-many": 409,
  "threshold-order": 400,
  /** Names are compared by Han characters or Latin letters, and one has neither. */
  "alias-wordless": 400,
  /** Both names are compared alike already. */
  "alias-same": 409,
  /** One of the two means, or is meant by, another name already. */
  "alias-chain": 409,
  "alias-unknown": 404,
} as const;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusals);
