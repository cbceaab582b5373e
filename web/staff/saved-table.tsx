import type { ReactNode } from "react";
import { Said, useAct } from "./consortium/fields.tsx";
import { saveTable } from "./save-table.ts";
import { t } from "./text.ts";
import { Wide } from "./wide.tsx";

/**
 * A table of text that can be saved under a name; `numbers`: columns of numbers, for alignment; `above`: said beside the
 * button; `all`: what is saved where the table shows a page of it.
 */
export function SavedTable(props: {
  name: string;
  head: readonly string[];
  rows: readonly string[][];
  numbers?: readonly number[];
  above?: ReactNode;
  all?: () => Promise<string[][]>;
}): ReactNode {
  const { name, head, rows, numbers = [], above } = props;
  const act = useAct();
  const classOf = (column: number): string => (numbers.includes(column) ? "number" : "");
  return (
    <>
      <p className="tools">
        {above}{" "}
        <button
          type="button"
          onClick={() => void act.run(async () => saveTable(name, head, (await props.all?.()) ?? rows), "")}
        >
          {t("stock.csv")}
        </button>
      </p>
      <Said act={act} />
      <Wide>
        <table>
          <thead>
            <tr>
              {head.map((one, column) => (
                <th key={one} className={classOf(column)}>
                  {one}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two rows may say the same
              <tr key={line}>
                {row.map((cell, column) => (
                  <td key={head[column]} className={classOf(column)}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </>
  );
}
