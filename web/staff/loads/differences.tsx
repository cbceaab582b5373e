import type { ReactNode } from "react";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";
import { Wide } from "../wide.tsx";

type Change = RowOf<"GET /loads/:id/records">["differences"][number];

/** What differs between two versions of a record: field, before, after. */
export function Differences(props: { of: Change[] }): ReactNode {
  if (props.of.length === 0) return null;
  return (
    <Wide>
      <table className="changes">
        <thead>
          <tr>
            <th>{t("imports.field")}</th>
            <th>{t("loads.before")}</th>
            <th>{t("loads.after")}</th>
          </tr>
        </thead>
        <tbody>
          {props.of.map((change, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fields repeat and have no key of their own
            <tr key={i}>
              <td>{change.tag}</td>
              <td>{change.before === null ? "" : <del>{change.before}</del>}</td>
              <td>{change.after === null ? "" : <ins>{change.after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
