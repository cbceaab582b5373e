import { type Facts, folded, type LoanRule } from "./decide.ts";

/** A rule as somebody writes it. */
export type NewLoanRule = Pick<LoanRule, "memberId" | "facts" | "says" | "locked">;
/** One change of the rules. */
export type RuleChange = { set: NewLoanRule } | { removed: number };

/** Two rules of one library that name the same are one: the later says what holds. */
export function keyOf(rule: { memberId: number | null; facts: Facts }): string {
  const named = Object.entries(rule.facts).sort(([a], [b]) => (a < b ? -1 : 1));
  return folded(JSON.stringify([rule.memberId, named]));
}

/** The rules that hold at a moment after these changes; new ones have the id 0. Pure. */
export function changed(rules: readonly LoanRule[], changes: readonly RuleChange[], at: number): LoanRule[] {
  const now = new Map(
    rules
      .filter((rule) => rule.from <= at && (rule.until === null || rule.until > at))
      .map((rule) => [keyOf(rule), rule]),
  );
  for (const change of changes) {
    if ("set" in change) {
      const key = keyOf(change.set);
      const id = now.get(key)?.id ?? 0;
      now.set(key, { ...change.set, id, layer: "rule", from: at, until: null });
      continue;
    }
    const gone = [...now].find(([, rule]) => rule.id === change.removed);
    if (gone) now.delete(gone[0]);
  }
  return [...now.values()];
}
