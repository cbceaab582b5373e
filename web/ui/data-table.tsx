import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import {
  Cell,
  Column,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
} from "react-aria-components";
import { flushSync } from "react-dom";

/** A column: its name, what a row shows in it, and by what rows are put in order (absent: not at all); `look`: a class of its cells. */
export type TableColumn<T> = {
  id: string;
  name: string;
  show: (row: T) => ReactNode;
  sortBy?: (row: T) => string | number | null;
  width?: number;
  look?: string;
};

/** A column of text or figures, put in order by what it shows unless by something else. */
export function textColumn<T>(
  id: string,
  name: string,
  text: (row: T) => string | number | null,
  more: Pick<TableColumn<T>, "sortBy" | "look"> = {},
): TableColumn<T> {
  return { id, name, show: text, sortBy: text, ...more };
}

/** From so many rows on only those in sight are drawn. */
const VIRTUAL_FROM = 200;
const ROW_HEIGHT = 40;

function compare(a: string | number | null, b: string | number | null, collator: Intl.Collator): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}

/** True while the page is printed: paper has no rows out of sight. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const begin = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}

/** As wide as a phone: there lines stand under each other, however high each is. */
const PHONE = "(max-width: 600px)";

/** True on a screen as narrow as a phone's, also while a window becomes one. */
function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(PHONE).matches);
  useEffect(() => {
    const query = matchMedia(PHONE);
    const look = (): void => setNarrow(query.matches);
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  return narrow;
}

/** How many rows of a long table are drawn where rows have no height of their own: more as its end comes into sight. */
function useGrowing(isLong: boolean): [count: number, end: RefObject<HTMLDivElement | null>] {
  const [count, setCount] = useState(VIRTUAL_FROM);
  const end = useRef<HTMLDivElement>(null);
  // Anew after each growth: an end that is still in sight is told again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the effect is for each count
  useEffect(() => {
    if (!isLong || !end.current) return;
    const watcher = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) setCount((before) => before + VIRTUAL_FROM);
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [isLong, count]);
  return [count, end];
}

/** Rows as they came, or put in order by a column once its heading was pressed. */
function useOrder<T>(columns: readonly TableColumn<T>[], rows: readonly T[], language: string) {
  const [order, setOrder] = useState<SortDescriptor | null>(null);
  const sorted = useMemo(() => {
    const by = columns.find((column) => column.id === order?.column)?.sortBy;
    if (!by || !order) return rows;
    const collator = new Intl.Collator(language, { numeric: true });
    const turn = order.direction === "descending" ? -1 : 1;
    return [...rows].sort((a, b) => turn * compare(by(a), by(b), collator));
  }, [rows, columns, order, language]);
  return { order, setOrder, sorted };
}

/** The headings, with how each is put in order. */
function headsOf<T>(columns: readonly TableColumn<T>[], order: SortDescriptor | null): ReactNode[] {
  return columns.map((column, at) => (
    <Column
      key={column.id}
      id={column.id}
      isRowHeader={at === 0}
      allowsSorting={column.sortBy !== undefined}
      {...(column.width !== undefined && { width: column.width })}
      {...(column.look !== undefined && { className: column.look })}
    >
      {column.name}
      {column.sortBy && (
        <span className="ui-order" aria-hidden="true">
          {order?.column !== column.id ? "↕" : order.direction === "ascending" ? "↑" : "↓"}
        </span>
      )}
    </Column>
  ));
}

/**
 * A table that is walked by the arrow keys and put in order by its headings; Enter or a press opens a row (`onOpen`). Long
 * ones draw only what is in sight, but on paper; on a phone as far as it was scrolled.
 */
export function DataTable<T>(props: {
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  keyOf: (row: T) => string;
  onOpen?: (row: T) => void;
  language: string;
}): ReactNode {
  const { columns, rows, keyOf, onOpen } = props;
  const { order, setOrder, sorted } = useOrder(columns, rows, props.language);
  const printing = usePrinting();
  const isLong = rows.length >= VIRTUAL_FROM && !printing;
  const grows = useNarrow() && isLong;
  const [count, end] = useGrowing(grows);
  const table = (
    <Table
      aria-label={props.label}
      className="ui-table"
      {...(order && { sortDescriptor: order })}
      onSortChange={setOrder}
      {...(onOpen && {
        onRowAction: (key) => {
          const row = rows.find((one) => keyOf(one) === key);
          if (row) onOpen(row);
        },
      })}
    >
      <TableHeader>{headsOf(columns, order)}</TableHeader>
      <TableBody>
        {(grows ? sorted.slice(0, count) : sorted).map((row) => (
          <Row key={keyOf(row)} id={keyOf(row)}>
            {columns.map((column) => (
              <Cell key={column.id} {...(column.look !== undefined && { className: column.look })}>
                {column.show(row)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </Table>
  );
  if (!isLong || grows)
    return (
      <div className="ui-table-frame">
        {table}
        {grows && count < rows.length && <div ref={end} className="ui-table-end" />}
      </div>
    );
  return (
    <div className="ui-table-frame ui-table-long">
      <Virtualizer layout={TableLayout} layoutOptions={{ rowHeight: ROW_HEIGHT, headingHeight: ROW_HEIGHT }}>
        {table}
      </Virtualizer>
    </div>
  );
}
