import type { Db } from "../kernel/database.ts";

/** A step of setting a member up. */
export type SetUpStep = {
  readonly name: string;
  /** Without it a member cannot open. */
  readonly needed: boolean;
  /** How far each of these members is; one that is missing has nothing yet. */
  readonly state: (db: Db, memberIds: readonly number[]) => Promise<Map<number, SetUpState>>;
};

/** `count`: how many of what the step is about there are; what can be many is counted to `COUNTED`. */
export type SetUpState = { done: boolean; count: number };

/** Where counting stops when only a rough figure is shown. */
export const COUNTED = 1000;
