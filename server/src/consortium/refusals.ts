import { pictureRefusals } from "../files/index.ts";
import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "member-unknown": 404,
  "member-exists": 409,
  "member-code-invalid": 400,
  "name-missing": 400,
  "time-zone-unknown": 400,
  "circulation-default-invalid": 400,
  "branch-unknown": 404,
  "branch-exists": 409,
  "branch-code-invalid": 400,
  "branch-in-use": 409,
  "location-code-invalid": 400,
  "location-unknown": 404,
  "opening-hours-invalid": 400,
  "closure-invalid": 400,
  "closure-unknown": 404,
  "closure-file-unreadable": 400,
  "distance-invalid": 400,
  "distance-unknown": 404,
  "cursor-invalid": 400,
  "face-unknown": 404,
  "face-host-office": 403,
  "face-host-region": 409,
  "face-host-taken": 409,
  "face-host-invalid": 400,
  "face-accent-invalid": 400,
  "news-invalid": 400,
  "news-unknown": 404,
  ...pictureRefusals,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
