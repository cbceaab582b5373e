import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ListState } from "./list-state.tsx";
import { t } from "./text.ts";

/** A list that goes page by page: `ask` gives the page of a cursor. */
export function Pages<Row>(props: {
  queryKey: readonly unknown[];
  ask: (cursor: string | undefined) => Promise<{ items: Row[]; next: string | null }>;
  empty: string;
  rows: (items: Row[]) => ReactNode;
  refreshMs?: number;
}): ReactNode {
  const [cursors, setCursors] = useState<string[]>([]);
  const cursor = cursors.at(-1);
  const asked = {
    queryKey: [...props.queryKey, cursor ?? ""],
    queryFn: () => props.ask(cursor),
    refetchInterval: props.refreshMs ?? (false as const),
  };
  const page = useQuery(asked);
  const items = useQuery({ ...asked, select: (one) => one.items });
  const next = page.data?.next ?? null;
  return (
    <>
      <ListState query={items} empty={props.empty} rows={props.rows} />
      {(cursors.length > 0 || next !== null) && (
        <p className="tools">
          <button
            type="button"
            disabled={cursors.length === 0}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {t("imports.earlier")}
          </button>
          <button
            type="button"
            disabled={next === null}
            onClick={() => next !== null && setCursors([...cursors, next])}
          >
            {t("imports.later")}
          </button>
        </p>
      )}
    </>
  );
}
