import { type ReactNode, useRef, useState } from "react";
import { textOf } from "../consortium/fields.tsx";
import type { InputOf } from "../operations.ts";
import { t } from "../text.ts";

type Rule = InputOf<"POST /bulk-changes">["body"]["rules"][number];
type Do = Rule["do"];

const DOS: readonly Do[] = [
  "replace",
  "add-field",
  "remove-field",
  "set-subfield",
  "add-subfield",
  "remove-subfield",
  "set-items",
];

/** A rule in words: what is done where. */
export function ruleText(rule: Rule): string {
  const name = t(`bulk.do.${rule.do}`);
  switch (rule.do) {
    case "add-field":
      return `${name} ${rule.tag} ${rule.subfields.map(([code, value]) => `$${code} ${value}`).join(" ")}`;
    case "remove-field":
      return `${name} ${rule.tag}${rule.when ? ` ($${rule.when.code} ${rule.when.value})` : ""}`;
    case "replace":
      return `${name} ${rule.tag} $${rule.code}: ${rule.find} → ${rule.with}`;
    case "set-items":
      return `${t(`bulk.what.${rule.what}`)}: ${rule.from ?? "…"} → ${rule.value}`;
    default:
      return `${name} ${rule.tag} $${rule.code} ${rule.value ?? ""}`;
  }
}

/** The rule that stands in the form; null while it is not filled in. */
export function readRule(data: FormData): Rule | null {
  const what = textOf(data, "do") as Do;
  const [tag, code, value] = [textOf(data, "tag"), textOf(data, "code"), textOf(data, "value")];
  const from = textOf(data, "from");
  if (what === "set-items")
    return value === ""
      ? null
      : { do: what, what: textOf(data, "what") as "location", value, ...(from !== "" && { from }) };
  if (tag === "") return null;
  switch (what) {
    case "add-field": {
      // `$a text $b text`, as a field is shown everywhere.
      const subfields = [...value.matchAll(/\$([0-9a-z])\s*([^$]+)/g)].map((found): [string, string] => [
        found[1]!,
        found[2]!.trim(),
      ]);
      return { do: what, tag, subfields: subfields.length > 0 ? subfields : [["a", value]] };
    }
    case "remove-field":
      return { do: what, tag, ...(code && value ? { when: { code, how: "has" as const, value } } : {}) };
    case "remove-subfield":
      return { do: what, tag, code, ...(value !== "" && { value }) };
    case "replace":
      return { do: what, tag, code, find: from, with: value, whole: data.get("whole") !== null };
    default:
      return { do: what, tag, code, value };
  }
}

/** One rule (`ofRecords`: none about items): what is done, in which field and subfield, with which text. */
export function RuleFields(props: { onAdd: (rule: Rule) => void; ofRecords?: boolean }): ReactNode {
  const [what, setWhat] = useState<Do>("replace");
  const box = useRef<HTMLFieldSetElement>(null);
  const add = (): void => {
    const form = box.current?.form;
    const rule = form && readRule(new FormData(form));
    if (!rule) return;
    props.onAdd(rule);
    for (const name of ["tag", "code", "from", "value"]) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) field.value = "";
    }
  };
  const isItems = what === "set-items";
  return (
    <fieldset ref={box}>
      <legend>{t("bulk.rule")}</legend>
      <div className="row">
        <label>
          {t("bulk.what")}
          <select name="do" value={what} onChange={(event) => setWhat(event.target.value as Do)}>
            {DOS.filter((one) => !props.ofRecords || one !== "set-items").map((one) => (
              <option key={one} value={one}>
                {t(`bulk.do.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {isItems ? (
          <label>
            {t("bulk.ofItems")}
            <select name="what">
              <option value="location">{t("bulk.what.location")}</option>
              <option value="itemClass">{t("bulk.what.itemClass")}</option>
            </select>
          </label>
        ) : (
          <label>
            {t("imports.field")}
            <input name="tag" pattern="[0-9A-Za-z]{3}" size={4} />
          </label>
        )}
        {!isItems && what !== "add-field" && (
          <label>
            {t("bulk.code")}
            <input name="code" pattern="[0-9a-z]" size={2} />
          </label>
        )}
        {(isItems || what === "replace") && (
          <label>
            {t(isItems ? "bulk.fromItems" : "bulk.find")}
            <input name="from" />
          </label>
        )}
        <label>
          {t(`bulk.value.${what}`)}
          <input name="value" />
        </label>
      </div>
      {what === "replace" && (
        <label className="check">
          <input type="checkbox" name="whole" /> {t("bulk.whole")}
        </label>
      )}
      <button type="button" onClick={add}>
        {t("bulk.addRule")}
      </button>
    </fieldset>
  );
}
