import { type ReactNode, useState } from "react";
import { textOf } from "../consortium/fields.tsx";
import type { InputOf } from "../operations.ts";
import { t } from "../text.ts";

type Selection = InputOf<"POST /bulk-changes">["body"]["selection"];
type Kind = Selection["kind"];

const KINDS: readonly Kind[] = ["search", "list", "titles", "numbers", "load", "library"];

/** Which records are meant: results, a list, titles, numbers, a load, or all of the library. */
export function SelectionFields(props: { all?: boolean }): ReactNode {
  const [kind, setKind] = useState<Kind>("search");
  const kinds = props.all ? KINDS : KINDS.filter((one) => one !== "library");
  return (
    <fieldset>
      <legend>{t("select.which")}</legend>
      <label>
        {t("select.by")}
        <select name="kind" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {t(`select.${one}`)}
            </option>
          ))}
        </select>
      </label>
      {kind !== "library" && (
        <label>
          {t(`select.${kind}.value`)}
          <textarea name="selection" required rows={kind === "numbers" || kind === "titles" ? 4 : 2} />
        </label>
      )}
    </fieldset>
  );
}

/** What was chosen; an address of a list or of a load is cut down to its id. */
export function readSelection(data: FormData): Selection {
  const kind = textOf(data, "kind") as Kind;
  const text = textOf(data, "selection");
  const words = text.split(/[\s,，;；]+/).filter((word) => word !== "");
  const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text)?.[0] ?? text;
  switch (kind) {
    case "search":
      return { kind, search: text.includes("?") ? text : `?${new URLSearchParams({ q: text })}` };
    case "list":
      return { kind, list: id };
    case "load":
      return { kind, load: id };
    case "titles":
      return { kind, ids: words.map((word) => Number(/\d+$/.exec(word)?.[0] ?? Number.NaN)) };
    case "numbers":
      return { kind, numbers: words };
    case "library":
      return { kind };
  }
}
