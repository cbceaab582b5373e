import type { Tx } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";
import type { HoldState } from "./hold-states.ts";

/** Topic that tells how a hold ended: `{ holdId, state }`. */
export const HOLD_ENDED = "hold-ended";

/** Tells the rooms above that a hold ended, and how. */
export async function publishHoldEnded(tx: Tx, holdId: string, state: HoldState): Promise<void> {
  await publish(tx, HOLD_ENDED, { holdId, state });
}

/** Topic that tells that a copy was caught for a hold, which waited for one until then: `{ holdId }`. */
export const HOLD_CAPTURED = "hold-captured";

/** Tells the rooms above that a library has a copy in hand for a hold. */
export async function publishHoldCaptured(tx: Tx, holdId: string): Promise<void> {
  await publish(tx, HOLD_CAPTURED, { holdId });
}
