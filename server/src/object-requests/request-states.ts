import type { RequestKind, RequestState } from "./words.ts";

/** From which state a request of a kind goes where; what stands in no row is over. */
export const requestMoves: Readonly<
  Record<RequestKind, Partial<Record<RequestState, readonly RequestState[]>>>
> = {
  viewing: {
    asked: ["agreed", "declined", "taken-back"],
    agreed: ["agreed", "handed-out", "declined", "missed", "taken-back"],
    "handed-out": ["returned"],
  },
  reproduction: {
    asked: ["agreed", "declined", "taken-back"],
    agreed: ["sent", "declined", "taken-back"],
  },
};
