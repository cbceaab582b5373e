import type { ReactNode } from "react";
import { DataTable, type TableColumn } from "../ui/data-table.tsx";
import { Said, useAct } from "./consortium/fields.tsx";
import { saveTable } from "./save-table.ts";
import { currentLanguage, date, t } from "./text.ts";

/** What a cell says, and by what it is put in order where that is something else: a day, for one. */
type SavedCell = string | { text: string; by: string };

const textOf = (cell: SavedCell | undefined): string => (typeof cell === "object" ? cell.text : (cell ?? ""));
const byOf = (cell: SavedCell | undefined): string => (typeof cell === "object" ? cell.by : (cell ?? ""));
const saved = (rows: readonly SavedCell[][]): string[][] => rows.map((row) => row.map(textOf));

/** A moment or a day in words, in order by when it is. */
export const dated = (value: string): SavedCell => ({ text: date(value), by: value });

/**
 * A table of text that can be saved under a name; `numbers`: columns of numbers, for alignment; `above`: said beside the
 * button; `all`: what is saved where the table shows a page of it.
 */
export function SavedTable(props: {
  name: string;
  label: string;
  head: readonly string[];
  rows: readonly SavedCell[][];
  numbers?: readonly number[];
  above?: ReactNode;
  all?: () => Promise<SavedCell[][]>;
}): ReactNode {
  const { name, head, rows, numbers = [], above } = props;
  const act = useAct();
  const columns = head.map(
    (one, at): TableColumn<{ row: SavedCell[]; line: string }> => ({
      id: one,
      name: one,
      show: ({ row }) => textOf(row[at]),
      sortBy: ({ row }) => byOf(row[at]),
      ...(numbers.includes(at) && { look: "number" }),
    }),
  );
  return (
    <>
      <p className="tools">
        {above}{" "}
        <button
          type="button"
          onClick={() =>
            void act.run(async () => saveTable(name, head, saved((await props.all?.()) ?? [...rows])), "")
          }
        >
          {t("stock.csv")}
        </button>
      </p>
      <Said act={act} />
      <DataTable
        label={props.label}
        language={currentLanguage()}
        columns={columns}
        rows={rows.map((row, line) => ({ row, line: String(line) }))}
        keyOf={({ line }) => line}
      />
    </>
  );
}
