import { stateAfter } from "./transitions.ts";

/**
 * Conditions of an item and what staff or a scan do to them. `missing`: not where it should be, perhaps misplaced.
 * `lost`: given up. `damaged`: being repaired. `withdrawn`: no longer part of the stock. A scan finds missing and lost ones.
 */
export const itemConditions = {
  good: { miss: "missing", lose: "lost", damage: "damaged", withdraw: "withdrawn" },
  missing: { find: "good", lose: "lost", withdraw: "withdrawn" },
  lost: { find: "good", withdraw: "withdrawn" },
  damaged: { repair: "good", miss: "missing", lose: "lost", withdraw: "withdrawn" },
  withdrawn: { reinstate: "good" },
} as const satisfies Record<string, Record<string, string>>;

export type ItemCondition = keyof typeof itemConditions;
type TriggersOf<S> = S extends ItemCondition ? keyof (typeof itemConditions)[S] : never;
/** What changes an item's condition; `find` is a scan. */
export type ConditionTrigger = TriggersOf<ItemCondition>;

/** Conditions in which an item may serve a reader again some day. */
export const hopefulConditions: ItemCondition[] = ["good", "missing", "damaged"];

/** The condition after `trigger`; undefined where the table has no such way. */
export function conditionAfter(
  condition: ItemCondition,
  trigger: ConditionTrigger,
): ItemCondition | undefined {
  return stateAfter(itemConditions, condition, trigger);
}
