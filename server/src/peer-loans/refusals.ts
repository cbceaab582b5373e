import { refuser } from "../kernel/refusals.ts";

/** What declared operations of this room refuse, with its status. */
export const peerLoanRefusals = {
  "loan-unknown": 404,
  "photo-unknown": 404,
} as const;
export const refuse = refuser(peerLoanRefusals);
