import { type Finding, isControlTag } from "@commonshelf/marc/editing";
import { type KeyboardEvent, memo, type ReactNode } from "react";
import { t } from "../text.ts";
import { type Cell, type Edit, type Row, withDelimiter } from "./editor-state.ts";
import { findingText } from "./format-names.ts";

/** What a row may ask of the editor around it. */
export type RowDeeds = {
  edit: (edit: Edit) => void;
  focus: (id: number, cell: Cell) => void;
  onFocus: (id: number) => void;
  /** F8: pinyin, as this format has it. */
  romanise: (row: Row) => void;
};

/** F9 for those whose input method makes ￥ of the dollar key. */
const DELIMITER_KEYS = new Set(["$", "F9"]);

/** The keys that a row answers to; `neighbours`: ids above and below. */
function keyDown(
  event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>,
  row: Row,
  cell: Cell,
  deeds: RowDeeds,
  neighbours: { above: number | undefined; below: number | undefined },
): void {
  // The keys of an input method choose characters: they are not ours.
  if (event.nativeEvent.isComposing || event.keyCode === 229) return;
  const done = (): void => {
    event.preventDefault();
    event.stopPropagation();
  };
  const field = event.currentTarget;
  if (event.key === "?") event.stopPropagation();
  if (event.key === "Enter") {
    done();
    deeds.edit({ do: "add", after: row.id });
  } else if (event.ctrlKey && event.key === "Delete") {
    done();
    deeds.edit({ do: "remove", id: row.id });
    const next = neighbours.below ?? neighbours.above;
    if (next !== undefined) deeds.focus(next, cell);
  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    done();
    deeds.edit({ do: "move", id: row.id, by: event.key === "ArrowUp" ? -1 : 1 });
  } else if (event.key === "ArrowUp" && neighbours.above !== undefined && atEdge(field, "start")) {
    done();
    deeds.focus(neighbours.above, cell);
  } else if (event.key === "ArrowDown" && neighbours.below !== undefined && atEdge(field, "end")) {
    done();
    deeds.focus(neighbours.below, cell);
  } else if (event.key === "F8") {
    done();
    deeds.romanise(row);
  } else if (DELIMITER_KEYS.has(event.key) && cell === "content" && !isControlTag(row.tag)) {
    done();
    const { text, at } = withDelimiter(field.value, field.selectionStart ?? 0, field.selectionEnd ?? 0);
    deeds.edit({ do: "type", id: row.id, cell, text });
    field.setSelectionRange(at, at);
  }
}

/** Whether the cursor stands on the first or the last line, so that an arrow leaves the field. */
function atEdge(field: HTMLInputElement | HTMLTextAreaElement, edge: "start" | "end"): boolean {
  if (field instanceof HTMLInputElement) return true;
  return edge === "start" ? field.selectionStart === 0 : field.selectionEnd === field.value.length;
}

/** One field of the record: tag, indicators and content, each typed where it stands. */
export const FieldRow = memo(function FieldRow(props: {
  row: Row;
  findings: readonly Finding[];
  isFocused: boolean;
  isLocked: boolean;
  above: number | undefined;
  below: number | undefined;
  deeds: RowDeeds;
  pair?: ReactNode;
}): ReactNode {
  const { row, deeds, findings, above, below } = props;
  const isControl = isControlTag(row.tag);
  const common = (cell: Cell) => ({
    "data-row": row.id,
    "data-cell": cell,
    readOnly: props.isLocked,
    spellCheck: false,
    autoComplete: "off",
    onFocus: () => deeds.onFocus(row.id),
    onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      props.isLocked ? undefined : keyDown(event, row, cell, deeds, { above, below }),
  });
  const type = (cell: Cell, text: string): void => deeds.edit({ do: "type", id: row.id, cell, text });
  const worst = findings.some((one) => one.severity === "error") ? "bad" : findings.length > 0 ? "wait" : "";
  return (
    <li className={`field-row ${worst} ${props.isFocused ? "focused" : ""}`}>
      <input
        {...common("tag")}
        className="tag"
        aria-label={t("records.tag")}
        value={row.tag}
        maxLength={3}
        onChange={(event) => {
          type("tag", event.target.value.toUpperCase());
          if (event.target.value.length === 3) deeds.focus(row.id, "ind1");
        }}
      />
      {(["ind1", "ind2"] as const).map((cell) => (
        <input
          key={cell}
          {...common(cell)}
          className="ind"
          aria-label={t(`records.${cell}`)}
          value={isControl ? "" : row[cell].replace(" ", "#")}
          disabled={isControl}
          maxLength={1}
          onFocus={(event) => {
            deeds.onFocus(row.id);
            event.target.select();
          }}
          onChange={(event) => type(cell, event.target.value.replace("#", " ") || " ")}
        />
      ))}
      <textarea
        {...common("content")}
        className="content"
        rows={1}
        aria-label={t("records.content", { tag: row.tag })}
        aria-invalid={worst === "bad"}
        value={row.content}
        onChange={(event) => type("content", event.target.value.replaceAll("\n", " "))}
      />
      {findings.length > 0 && <p className="finding">{findings.map(findingText).join(" ")}</p>}
      {props.pair}
    </li>
  );
});
