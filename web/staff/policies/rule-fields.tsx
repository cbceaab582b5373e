import type { ReactNode } from "react";
import { textOf } from "../consortium/fields.tsx";
import { t } from "../text.ts";
import { FactField } from "./fact-field.tsx";
import { type RuleFact, type RuleValue, ruleFacts, ruleFigures, ruleFlags, ruleValues } from "./values.ts";

type Flat = { [Name in RuleFact | RuleValue]?: string | number | boolean | null };

const UNITS = ["days", "hours", "term"] as const;

/** Fields for what a rule names; empty: whichever. */
export function FactFields(props: {
  member: string | null;
  value?: Flat | null;
  fixed?: boolean;
  without?: readonly RuleFact[];
}): ReactNode {
  return (
    <div className="row">
      {ruleFacts
        .filter((fact) => !props.without?.includes(fact))
        .map((fact) => (
          <FactField
            key={fact}
            fact={fact}
            member={props.member}
            defaultValue={String(props.value?.[fact] ?? "")}
            readOnly={props.fixed ?? false}
          />
        ))}
    </div>
  );
}

function PeriodField({ value }: { value: string | null }): ReactNode {
  const [, days, hours] = /^(?:P(\d+)D|PT(\d+)H|term)$/.exec(value ?? "") ?? [];
  const unit = hours !== undefined ? "hours" : value === "term" ? "term" : "days";
  return (
    <>
      <label>
        {t("rules.period")}
        <input name="length" type="number" min={1} max={365} defaultValue={days ?? hours ?? ""} />
      </label>
      <label>
        {t("rules.unit")}
        <select name="unit" defaultValue={unit}>
          {UNITS.map((one) => (
            <option key={one} value={one}>
              {t(`rules.unit.${one}`)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Fields for what a rule says; empty: left to other rules. */
export function SaysFields(props: { value?: Flat | null; only?: readonly RuleValue[] }): ReactNode {
  const has = (name: RuleValue): boolean => props.only?.includes(name) ?? true;
  const { value } = props;
  return (
    <div className="row">
      {has("period") && <PeriodField value={(value?.period as string | null | undefined) ?? null} />}
      {has("dueTime") && (
        <label>
          {t("rules.dueTime")}
          <input name="dueTime" type="time" defaultValue={String(value?.dueTime ?? "")} />
        </label>
      )}
      {Object.entries(ruleFigures)
        .filter(([name]) => has(name as RuleValue))
        .map(([name, [least, most]]) => (
          <label key={name}>
            {t(`rules.${name}`)}
            <input
              name={name}
              type="number"
              min={least}
              max={most}
              defaultValue={String(value?.[name as RuleValue] ?? "")}
            />
          </label>
        ))}
      {ruleFlags.filter(has).map((name) => (
        <label key={name}>
          {t(`rules.${name}`)}
          <select name={name} defaultValue={String(value?.[name] ?? "")}>
            <option value="">{t("rules.leave")}</option>
            <option value="true">{t("admin.yes")}</option>
            <option value="false">{t("admin.no")}</option>
          </select>
        </label>
      ))}
    </div>
  );
}

/** A figure that was typed; null: none. */
export const figureOf = (data: FormData, name: string): number | null =>
  textOf(data, name) === "" ? null : Number(textOf(data, name));
const flagOf = (data: FormData, name: string): boolean | null => {
  const text = textOf(data, name);
  return text === "" ? null : text === "true";
};

/** The period that was typed; null: left to other rules. */
export function periodOf(data: FormData): string | null {
  const unit = textOf(data, "unit");
  if (unit === "term") return "term";
  const length = figureOf(data, "length");
  if (length === null) return null;
  return unit === "hours" ? `PT${length}H` : `P${length}D`;
}

/** What was typed into `FactFields` and `SaysFields`. */
export function readRule(data: FormData) {
  return {
    home: textOf(data, "home") || null,
    pickup: textOf(data, "pickup") || null,
    patronGroup: textOf(data, "patronGroup") || null,
    location: textOf(data, "location") || null,
    itemClass: textOf(data, "itemClass") || null,
    format: textOf(data, "format") || null,
    newerThanDays: figureOf(data, "newerThanDays"),
    season: textOf(data, "season") || null,
    period: periodOf(data),
    dueTime: textOf(data, "dueTime") || null,
    renewalsMax: figureOf(data, "renewalsMax"),
    loansMax: figureOf(data, "loansMax"),
    holdsMax: figureOf(data, "holdsMax"),
    holdable: flagOf(data, "holdable"),
    recallable: flagOf(data, "recallable"),
    recallDays: figureOf(data, "recallDays"),
    graceDays: figureOf(data, "graceDays"),
    fineCents: figureOf(data, "fineCents"),
    fineMaxCents: figureOf(data, "fineMaxCents"),
  };
}

/** What of a rule is given, without what is left open: the says of an example. */
export function saysOf(rule: ReturnType<typeof readRule>) {
  return Object.fromEntries(ruleValues.flatMap((name) => (rule[name] === null ? [] : [[name, rule[name]]])));
}
