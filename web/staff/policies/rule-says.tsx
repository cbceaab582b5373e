import type { ReactNode } from "react";
import { t } from "../text.ts";
import { ruleValues, valueInWords } from "./values.ts";

/** Everything a rule says, each value with its name. */
export function RuleSays({
  rule,
}: {
  rule: Partial<Record<(typeof ruleValues)[number], string | number | boolean | null>>;
}): ReactNode {
  return ruleValues.flatMap((name) => {
    const given = rule[name];
    return given === null || given === undefined
      ? []
      : [
          <span key={name} className="fact">
            {t(`rules.${name}`)} <b>{valueInWords(name, given)}</b>{" "}
          </span>,
        ];
  });
}
