import type { ReactNode } from "react";
import { useBranches } from "../branches.ts";
import type { RowOf } from "../operations.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";

/** Crates as lines; one is opened by its code. */
export function CrateTable(props: {
  items: RowOf<"GET /transport/crates">[];
  onOpen: (code: string) => void;
}): ReactNode {
  const { nameOf } = useBranches();
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("transport.code")}</th>
            <th>{t("transit.from")}</th>
            <th>{t("transit.to")}</th>
            <th>{t("transport.state")}</th>
            <th className="number">{t("transport.items")}</th>
            <th>{t("transport.expected")}</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.code}>
              <td>
                <button type="button" onClick={() => props.onOpen(one.code)}>
                  {one.code}
                </button>
              </td>
              <td>{nameOf(one.fromBranchId)}</td>
              <td>{nameOf(one.toBranchId)}</td>
              <td>
                {t(`transport.state.${one.state}`)}
                {one.isLate && <strong className="refused"> {t("transport.isLate")}</strong>}
              </td>
              <td className="number">{one.left === one.items ? one.items : `${one.left} / ${one.items}`}</td>
              <td>{one.expectedOn && date(one.expectedOn)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
