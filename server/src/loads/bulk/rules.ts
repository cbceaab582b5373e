import { type DataField, isData, type MarcField, type MarcRecord } from "@commonshelf/marc";
import type { itemProfiles } from "../../catalogue/index.ts";
import type { BulkRule } from "../schema.ts";

type ItemProfile = itemProfiles.ItemProfile;
type FieldRule = Exclude<BulkRule, { do: "set-items" }>;
type When = NonNullable<Extract<BulkRule, { do: "remove-field" }>["when"]>;

/** True when any of the rules may change fields that list items: their items are then read anew. */
export function touchesItems(rules: readonly BulkRule[], profiles: readonly ItemProfile[]): boolean {
  const tags = new Set(
    profiles.flatMap((profile) => profile.rules.flatMap((rule) => [...rule.tags, rule.linked?.tag])),
  );
  return rules.some((rule) => rule.do === "set-items" || tags.has(rule.tag));
}

/**
 * The record as the rules leave it, one after another; the same object when none of them changes anything. `profiles`:
 * how its items are listed, for rules about items.
 */
export function applyRules(
  record: MarcRecord,
  rules: readonly BulkRule[],
  profiles: readonly ItemProfile[],
): MarcRecord {
  let fields = record.fields;
  for (const rule of rules)
    fields = rule.do === "set-items" ? setItems(fields, rule, profiles) : applyRule(fields, rule);
  const isSame =
    fields.length === record.fields.length && fields.every((field, i) => field === record.fields[i]);
  return isSame ? record : { leader: record.leader, fields };
}

function applyRule(fields: MarcField[], rule: FieldRule): MarcField[] {
  if (rule.do === "add-field") return addField(fields, rule);
  const meant = (field: MarcField): field is DataField =>
    isData(field) && field.tag === rule.tag && fits(field, rule.when);
  if (rule.do === "remove-field") {
    const left = fields.filter((field) => !meant(field));
    return left.length === fields.length ? fields : left;
  }
  return fields.flatMap((field): MarcField[] => {
    if (!meant(field)) return [field];
    const subfields = changed(field.subfields, rule);
    if (subfields === field.subfields) return [field];
    // A field without subfields says nothing.
    return subfields.length === 0 ? [] : [{ ...field, subfields }];
  });
}

function fits(field: DataField, when: When | undefined): boolean {
  if (!when) return true;
  return field.subfields.some(
    ([code, value]) =>
      code === when.code && (when.how === "is" ? value === when.value : value.includes(when.value)),
  );
}

type Subfields = DataField["subfields"];

/** The subfields as the rule leaves them; the same array when it changes nothing. */
function changed(
  subfields: Subfields,
  rule: Exclude<FieldRule, { do: "add-field" | "remove-field" }>,
): Subfields {
  switch (rule.do) {
    case "set-subfield": {
      const at = subfields.findIndex(([code]) => code === rule.code);
      if (at < 0) return [...subfields, [rule.code, rule.value]];
      const rest = subfields.filter(([code], i) => code !== rule.code || i === at);
      if (rest.length === subfields.length && subfields[at]![1] === rule.value) return subfields;
      return rest.map((one) => (one[0] === rule.code ? [rule.code, rule.value] : one));
    }
    case "add-subfield":
      return subfields.some(([code, value]) => code === rule.code && value === rule.value)
        ? subfields
        : [...subfields, [rule.code, rule.value]];
    case "remove-subfield": {
      const left = subfields.filter(
        ([code, value]) => code !== rule.code || (rule.value !== undefined && value !== rule.value),
      );
      return left.length === subfields.length ? subfields : left;
    }
    case "replace": {
      let touched = false;
      const now = subfields.map(([code, value]): [string, string] => {
        if (code !== rule.code) return [code, value];
        const next = rule.whole
          ? value === rule.find
            ? rule.with
            : value
          : value.replaceAll(rule.find, () => rule.with);
        touched ||= next !== value;
        return [code, next];
      });
      // A text that became empty is gone with its code.
      return touched ? now.filter(([code, value]) => code !== rule.code || value !== "") : subfields;
    }
  }
}

function addField(fields: MarcField[], rule: Extract<BulkRule, { do: "add-field" }>): MarcField[] {
  const { tag, ind1, ind2, subfields } = rule;
  const field: DataField = { tag, ind1, ind2, subfields };
  const text = JSON.stringify([tag, ind1, ind2, subfields]);
  const isThere = fields.some(
    (one) => isData(one) && JSON.stringify([one.tag, one.ind1, one.ind2, one.subfields]) === text,
  );
  if (isThere) return fields;
  const at = fields.findIndex((one) => one.tag > tag);
  return at < 0 ? [...fields, field] : [...fields.slice(0, at), field, ...fields.slice(at)];
}

/** Location or class of items, in the subfield where the library's records tell it. */
function setItems(
  fields: MarcField[],
  rule: Extract<BulkRule, { do: "set-items" }>,
  profiles: readonly ItemProfile[],
): MarcField[] {
  const listed = profiles
    .flatMap((profile) => profile.rules)
    .find((one) => fields.some((field) => one.tags.includes(field.tag)));
  const code = listed?.[rule.what]?.[0];
  if (!listed || !code) return fields;
  let touched = false;
  const now = fields.map((field) => {
    if (!isData(field) || !listed.tags.includes(field.tag)) return field;
    const has = field.subfields.find(([one]) => one === code)?.[1] ?? "";
    if ((rule.from !== undefined && has !== rule.from) || has === rule.value) return field;
    touched = true;
    const subfields = changed(field.subfields, {
      do: "set-subfield",
      tag: field.tag,
      code,
      value: rule.value,
    });
    return { ...field, subfields };
  });
  return touched ? now : fields;
}
