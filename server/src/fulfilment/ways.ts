import { getInstances } from "../catalogue/index.ts";
import type { Asking, DeliveryOption, Way, WayQuestion } from "../contracts/delivery-option.ts";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Whoever asks: null for somebody who is not signed in. */
export type WayViewer = Pick<WayQuestion, "personId" | "homeMemberId" | "pickupBranchId" | "sight">;

const WAYS_SHOWN = 8;

/** The delivery options of a region, in their order. */
export type Options = readonly DeliveryOption[];

/** What rooms declare, in its order. Throws when two are of one kind. */
export function deliveryOptionsOf(
  rooms: readonly { deliveryOptions?: readonly DeliveryOption[] }[],
): Options {
  const options = rooms.flatMap((room) => room.deliveryOptions ?? []);
  const twice = options.find((one) => options.some((other) => other !== one && other.kind === one.kind));
  if (twice) throw new Error(`Two rooms deliver by ${twice.kind}`);
  return options.sort((a, b) => a.order - b.order);
}

/** How ways of this kind are asked for; undefined: nobody has to be asked. */
export function askingOf(options: Options, kind: string): Asking | undefined {
  return options.find((option) => option.kind === kind)?.asking;
}

/** Every way to a title for this reader, the quickest first; as many statements, whatever the number of copies. */
export async function waysTo(
  db: Db,
  clock: Clock,
  options: Options,
  viewer: WayViewer,
  instanceId: number,
): Promise<Way[]> {
  const asked = new Map<string, Promise<unknown>>();
  const title = getInstances(db, [instanceId], viewer.sight).then(([one]) => one);
  const question: WayQuestion = {
    ...viewer,
    instanceId,
    title,
    once: <T>(what: string, find: () => Promise<T>) => {
      if (!asked.has(what)) asked.set(what, find());
      return asked.get(what) as Promise<T>;
    },
  };
  const [found, ...ways] = await Promise.all([
    title,
    ...options.map((option) => option.find(db, clock, question)),
  ]);
  if (!found) return [];
  return ways
    .flat()
    .sort((a, b) => a.hours[1] - b.hours[1] || a.hours[0] - b.hours[0])
    .slice(0, WAYS_SHOWN);
}
