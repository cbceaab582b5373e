import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { demandPermission } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import { overridable } from "./words.ts";

/** What a member of staff overrules while lending: `codes` fill up as refusals are let pass. */
export type Overruling = {
  readonly codes: readonly string[];
  /** Lets a refusal of a block, a limit or a rule pass and notes it; throws everything else again. */
  pass(error: unknown): void;
  /** A book of another library follows that library's rules. Refuses `override-own-only` 403. */
  demandOwn(memberId: number): void;
  /** What the loan keeps of it; null: nothing was overruled. */
  kept(): string | null;
};

/**
 * Somebody with the right lends in spite of blocks, limits and rules, and says why (`reason`; absent: nothing is let pass).
 * Refuses `forbidden` 403.
 */
export function overruling(actor: Actor, reason: string | undefined): Overruling {
  const codes: string[] = [];
  if (reason !== undefined) demandPermission(actor, "circulation.override", actor.scope);
  return {
    codes,
    pass: (error) => {
      const code = error instanceof Problem ? error.code : "";
      if (reason === undefined || !overridable.some((one) => one === code)) throw error;
      codes.push(code);
    },
    demandOwn: (memberId) => {
      if (codes.length > 0 && memberId !== actor.scope) throw refuse("override-own-only");
    },
    kept: () => (codes.length === 0 ? null : JSON.stringify({ codes, reason, byId: actor.personId })),
  };
}
