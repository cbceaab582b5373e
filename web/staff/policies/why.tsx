import type { ReactNode } from "react";
import type { Answer } from "../operations.ts";
import { t } from "../text.ts";
import { Facts } from "./facts.tsx";
import { type RuleValue, valueInWords } from "./values.ts";

/** A value with whose rule gave it. */
export type Decision = Answer<"GET /loan-terms">["period"][number];

function Whose({ of }: { of: Decision }): ReactNode {
  return (
    <>
      {t(`rules.origin.${of.origin}`)}
      {of.ruleId !== null && (
        <>
          : <Facts of={of.facts} />
        </>
      )}
    </>
  );
}

/** A value, whose rule says it, and which would have come next. */
export function Why({ value, decisions }: { value: RuleValue; decisions: readonly Decision[] }): ReactNode {
  const [first, ...rest] = decisions;
  if (!first) return <span className="quiet">{t("rules.nothing")}</span>;
  return (
    <>
      <b>{valueInWords(value, first.value)}</b>{" "}
      <span className="quiet">
        <Whose of={first} />
      </span>
      {rest.length > 0 && (
        <details>
          <summary>{t("rules.next")}</summary>
          <ol>
            {rest.map((one) => (
              <li key={`${one.origin}${one.ruleId ?? ""}`}>
                {valueInWords(value, one.value)} · <Whose of={one} />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
