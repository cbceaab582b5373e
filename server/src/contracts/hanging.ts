import type { RawBuilder } from "kysely";

/**
 * Things that readers made of titles: a table with `instance_id` and `made_under` (the records it was made under, null: not
 * known). `each`: the columns of which a title has each value once. `only`: which of the rows, by the alias `o`.
 * `doublesStay`: what finds another in its place stays where it is.
 */
export type Hanging = {
  readonly table: string;
  readonly each: readonly string[];
  readonly only?: RawBuilder<unknown>;
  readonly doublesStay?: boolean;
};

/** The kinds of them that a cataloguer is told of before records are parted. */
export const hangingKinds = ["holds", "alerts", "lists", "reviews", "ratings", "tags"] as const;
/** Where a room keeps one kind. */
export type HangingSource = { readonly kind: (typeof hangingKinds)[number]; readonly hanging: Hanging };
