import type { Tx } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";
import { type HoldState, liveHoldStates } from "./hold-states.ts";

/** Topic that tells how a hold ended: `{ holdId, state }`. */
export const HOLD_ENDED = "hold-ended";

/** Tells the rooms above that a hold ended, and how. */
export async function publishHoldEnded(tx: Tx, holdId: string, state: HoldState): Promise<void> {
  await publish(tx, HOLD_ENDED, { holdId, state });
}

/** Topic that tells that a copy was caught for a hold, which waited for one until then: `{ holdId }`. */
export const HOLD_CAPTURED = "hold-captured";

/** States of a hold before and after a scan has caught a copy for it. */
const WITHOUT_COPY: readonly HoldState[] = ["waiting", "targeted"];
const WITH_COPY: readonly HoldState[] = ["in-transit", "on-shelf"];

/** Tells the rooms above what they are to know of a hold that moved: that it ended, or that a library has a copy in hand. */
export async function publishHoldMove(tx: Tx, holdId: string, from: HoldState, to: HoldState): Promise<void> {
  if (!liveHoldStates.includes(to)) await publishHoldEnded(tx, holdId, to);
  if (WITHOUT_COPY.includes(from) && WITH_COPY.includes(to)) await publish(tx, HOLD_CAPTURED, { holdId });
}
