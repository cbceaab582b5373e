import type { Actor } from "../kernel/actor.ts";

/** An actor at a desk: the member worked at, and its branch. */
export type DeskActor = Actor & { scope: number; place: number };
