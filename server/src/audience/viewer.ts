import { type RawBuilder, sql } from "kysely";
import { type Actor, isSystem } from "../kernel/actor.ts";
import type { Audience } from "./words.ts";

/**
 * The audiences somebody belongs to beside everybody, as numbers; `all`: whoever acts for every library. Nobody in
 * particular belongs to none.
 */
export type Viewer = readonly number[] | "all";

/** Whoever may be asking: what everybody sees. */
export const everybody: Viewer = [];

/** What somebody sees: of libraries whose reader they are, and of those they work for. */
export function viewerOf(actor: Pick<Actor, "personId" | "grants" | "readerOf"> | null | undefined): Viewer {
  if (!actor) return everybody;
  if (isSystem(actor) || actor.grants.some((grant) => grant.scope === null)) return "all";
  const worksFor = actor.grants.flatMap((grant) => grant.scope ?? []);
  return [...new Set([...(actor.readerOf ?? []), ...worksFor, ...worksFor.map((id) => -id)])];
}

/** Whether what is for this audience is for them. */
export function sees(viewer: Viewer, audience: number): boolean {
  return audience === 0 || viewer === "all" || viewer.includes(audience);
}

/** SQL: whether the audience in this column is one of theirs. */
export function seenBy(viewer: Viewer, column: string): RawBuilder<boolean> {
  if (viewer === "all") return sql<boolean>`true`;
  const audience = sql.ref(column);
  if (viewer.length === 0) return sql<boolean>`${audience} = 0`;
  return sql<boolean>`(${audience} = 0 or ${audience} = any(${[...viewer]}::int[]))`;
}

/** The number of an audience of this member. */
export function audienceNumber(audience: Audience, memberId: number): number {
  return audience === "region" ? 0 : audience === "readers" ? memberId : -memberId;
}

/** The audience that a number stands for. */
export function audienceOfNumber(number: number): Audience {
  return number === 0 ? "region" : number > 0 ? "readers" : "staff";
}
