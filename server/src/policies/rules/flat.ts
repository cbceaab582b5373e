import { type RuleFact, type RuleValue, ruleFacts, ruleValues } from "../words.ts";
import type { Facts, LoanRule, Says } from "./decide.ts";

/** A rule as it travels: every fact and value by its name; null: whichever, or left to other rules. */
export type FlatRule = {
  [Fact in RuleFact]: NonNullable<Facts[Fact]> | null;
} & { [Value in RuleValue]: NonNullable<Says[Value]> | null } & { locked: boolean };

/** Named facts and values of what was sent; what is null is absent. */
export function nested(flat: { [Name in keyof FlatRule]?: FlatRule[Name] | undefined }): {
  facts: Facts;
  says: Says;
  locked: boolean;
} {
  const given = (names: readonly (keyof FlatRule)[]) =>
    Object.fromEntries(
      names.map((name) => [name, flat[name]]).filter(([, one]) => one !== null && one !== undefined),
    );
  return { facts: given(ruleFacts) as Facts, says: given(ruleValues) as Says, locked: flat.locked ?? false };
}

/** The other way round. */
export function flat({ facts, says, locked }: Pick<LoanRule, "facts" | "says" | "locked">): FlatRule {
  const entries = [
    ...ruleFacts.map((name) => [name, facts[name] ?? null]),
    ...ruleValues.map((name) => [name, says[name] ?? null]),
  ];
  return { ...(Object.fromEntries(entries) as Omit<FlatRule, "locked">), locked };
}
