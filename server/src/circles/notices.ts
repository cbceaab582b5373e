import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type NoticeKind, notify } from "../notices/index.ts";

/** Tells people something of a circle; it leads to the circle's page. */
export async function tellOfCircle(
  tx: Tx,
  clock: Clock,
  kind: NoticeKind,
  circle: { id: string; name: string },
  ...personIds: string[]
): Promise<void> {
  const params = { circle: circle.name, circleId: circle.id };
  const link = `/sharing/circles/${circle.id}`;
  await notify(tx, clock, ...personIds.map((personId) => ({ personId, kind, params, link })));
}
