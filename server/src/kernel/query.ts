import type { z } from "zod";
import type { Actor } from "./actor.ts";
import type { CommandDeps, Who } from "./command.ts";
import type { CodeOf, RefusalTable } from "./refusals.ts";

type Fields = z.ZodObject;

/** What a query may use; it only reads. */
type QueryDeps = Pick<CommandDeps, "db" | "clock" | "config" | "origin">;

/** A read, declared once: mounted under `/api/v1` and asked by pages. */
export type Query<
  P extends Fields = Fields,
  F extends Fields = Fields,
  O extends z.ZodType = z.ZodType,
  A extends Actor | null = Actor | null,
> = {
  /** `room.noun`: the operation bears it. */
  readonly name: string;
  readonly summary: string;
  readonly path: string;
  readonly who: Who<A>;
  readonly params: P;
  /** The query string; lists take `limit` and `cursor` of `paging`. */
  readonly filter: F;
  readonly output: O;
  readonly refusals: RefusalTable;
  /** What it costs whoever asks (`http/budgets.ts`). */
  readonly cost?: number;
  readonly run: (deps: QueryDeps, actor: A, params: z.output<P>, filter: z.output<F>) => Promise<z.output<O>>;
};

/** A query as lists hold it. */
// biome-ignore lint/suspicious/noExplicitAny: the parts of different queries have nothing in common
export type AnyQuery = Query<any, any, any, any>;

/** The maker of a room's queries: their refusals come from the room's closed table. */
export function queriesOf<const Table extends RefusalTable>(table: Table) {
  return <P extends Fields, F extends Fields, O extends z.ZodType, A extends Actor | null>(
    declared: Omit<Query<P, F, O, A>, "refusals"> & { refusals: readonly CodeOf<Table>[] },
  ): Query<P, F, O, A> => ({
    ...declared,
    refusals: Object.fromEntries(declared.refusals.map((code) => [code, table[code]!])),
  });
}
