import type { EditAction } from "./schema.ts";

/** The values of a field after an action; the same list when nothing changes. Pure. */
export function changedValues(action: EditAction, before: readonly string[]): readonly string[] {
  const after = applied(action, before);
  const isSame = after.length === before.length && after.every((one, at) => one === before[at]);
  return isSame ? before : after;
}

function applied(action: EditAction, before: readonly string[]): string[] {
  switch (action.kind) {
    case "replace":
      return once(before.map((one) => one.replaceAll(action.find, action.put).trim()).filter(Boolean));
    case "set":
      return once(action.values);
    case "add":
      return before.includes(action.value) ? [...before] : [...before, action.value];
    case "remove":
      return before.filter((one) => one !== action.value);
  }
}

const once = (values: readonly string[]): string[] => [...new Set(values)];
