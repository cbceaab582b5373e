import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { explain } from "./api.ts";
import { t } from "./text.ts";

/** A list from the server: loading, refused, empty, or its rows. */
export function ListState<T>(props: {
  query: UseQueryResult<T[]>;
  empty: string;
  rows: (items: T[]) => ReactNode;
}): ReactNode {
  if (props.query.isPending) return <p role="status">{t("app.loading")}</p>;
  if (props.query.isError)
    return (
      <p role="alert" className="refused">
        {explain(props.query.error)}{" "}
        <button type="button" onClick={() => void props.query.refetch()}>
          {t("app.retry")}
        </button>
      </p>
    );
  return props.query.data.length === 0 ? (
    <p className="quiet">{props.empty}</p>
  ) : (
    props.rows(props.query.data)
  );
}
