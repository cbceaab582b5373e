import { type DragEvent, type KeyboardEvent, useState } from "react";
import type { Arrangement } from "../../../../server/src/object-parts/schema.ts";
import { t } from "../../text.ts";
import { blockOf, indentRows, moveRows, newSection, nudgeRows, type Row, rowsOf } from "./rows.ts";

/** Lines of the bench, which of them are chosen, and what is done with them. */
export type Work = ReturnType<typeof useRows>;

const WAYS: Readonly<Record<string, -1 | 1>> = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

/** Once the page shows it; a line that moved stands elsewhere, and the keys stay with it. */
function focusLater(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

const pageKeys = (rows: readonly Row[]): string[] =>
  rows.filter((row) => row.is === "page").map((row) => row.key);

/** The chosen pages with one more or one less; `anchor`: with all from that one on. */
function chosenWith(
  rows: readonly Row[],
  chosen: ReadonlySet<string>,
  key: string,
  anchor: string | null,
): ReadonlySet<string> {
  const pages = pageKeys(rows);
  const next = new Set(chosen);
  const [from, to] = [pages.indexOf(anchor ?? ""), pages.indexOf(key)].sort((a, b) => a - b);
  if (anchor !== null && from! >= 0) for (const one of pages.slice(from, to! + 1)) next.add(one);
  else if (!next.delete(key)) next.add(key);
  return next;
}

/** A new section before a line, as deep as the one above it. */
function withSection(rows: readonly Row[], before: string | undefined): { rows: Row[]; key: string } {
  const at = Math.max(
    0,
    rows.findIndex((row) => row.key === before),
  );
  const above = rows.slice(0, at).findLast((row) => row.is === "section");
  const made = newSection(above?.is === "section" ? above.depth : 0, "juan", "");
  return { rows: [...rows.slice(0, at), made, ...rows.slice(at)], key: made.key };
}

export function useRows(read: Arrangement) {
  const [rows, setRows] = useState<readonly Row[]>(() => rowsOf(read));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  /** Lines that move with this one: the chosen ones, or a section with all in it. */
  const movingWith = (key: string): ReadonlySet<string> =>
    chosen.has(key) ? chosen : new Set(blockOf(rows, key));
  return {
    rows,
    setRows,
    chosen,
    setChosen,
    said,
    keys: (event: KeyboardEvent, row: Row): void => {
      const way = WAYS[event.key];
      if (!event.altKey || way === undefined) return;
      event.preventDefault();
      const isIndent = row.is === "section" && /Left|Right/.test(event.key);
      const moved = isIndent ? indentRows(rows, row.key, way) : nudgeRows(rows, movingWith(row.key), way);
      setRows(moved);
      const place = pageKeys(moved).indexOf(row.key) + 1;
      setSaid(row.is === "page" ? t("arrangement.now-at", { place }) : t("arrangement.moved"));
      focusLater(event.currentTarget.id);
    },
    choose: (row: Row, isRun: boolean): void => {
      setChosen(chosenWith(rows, chosen, row.key, isRun ? anchor : null));
      setAnchor(row.key);
    },
    drag: (event: DragEvent, row: Row): void => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.key);
    },
    drop: (event: DragEvent, before: string | null): void => {
      event.preventDefault();
      setRows(moveRows(rows, movingWith(event.dataTransfer.getData("text/plain")), before));
    },
    change: (row: Row): void => setRows(rows.map((one) => (one.key === row.key ? row : one))),
    remove: (key: string): void => {
      const isPage = rows.some((row) => row.key === key && row.is === "page");
      const gone = isPage ? movingWith(key) : new Set([key]);
      setRows(rows.filter((row) => !gone.has(row.key)));
      setChosen(new Set());
    },
    beginSection: (): void => {
      const made = withSection(rows, rows.find((row) => chosen.has(row.key))?.key);
      setRows(made.rows);
      setChosen(new Set());
      focusLater(`name-${made.key}`);
    },
  };
}
