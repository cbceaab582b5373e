import { assemble, type MergeRow, mergeRecords, proposed } from "@commonshelf/marc/editing";
import type { MarcField, MarcRecord } from "@commonshelf/marc/record";
import { type ReactNode, useMemo, useState } from "react";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { FieldLine } from "./field-line.tsx";

const SIDES = ["mine", "theirs", "base"] as const;
type Side = (typeof SIDES)[number];

function sideOf(row: MergeRow): Side {
  return proposed(row) === row.theirs && row.state === "theirs" ? "theirs" : "mine";
}

/** Two people changed one record: what each did to which field, and what the saved record shall say. */
export function Merge(props: {
  base: MarcRecord;
  mine: MarcRecord;
  theirs: MarcRecord;
  by: string;
  at: string;
  reason: string;
  onMerged: (record: MarcRecord) => void;
  onCancel: () => void;
}): ReactNode {
  const rows = useMemo(
    () => mergeRecords(props.base, props.mine, props.theirs),
    [props.base, props.mine, props.theirs],
  );
  const [chosen, setChosen] = useState<ReadonlyMap<MergeRow, Side>>(new Map());
  const open = rows.filter((row) => row.state === "conflict" && !chosen.has(row));
  const changed = rows.filter((row) => row.state !== "same");
  const take = (row: MergeRow): MarcField | undefined => row[chosen.get(row) ?? sideOf(row)];
  return (
    <section aria-label={t("records.merge")}>
      <h2>{t("records.merge")}</h2>
      <p>{t("records.mergeWho", { by: props.by, at: date(props.at), reason: props.reason })}</p>
      <Wide>
        <table className="layers">
          <thead>
            <tr>
              <th>{t("records.mergeState")}</th>
              {SIDES.map((side) => (
                <th key={side}>{t(`records.side.${side}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {changed.map((row, at) => (
              <MergeLine
                // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place
                key={at}
                row={row}
                name={`merge-${at}`}
                chosen={chosen.get(row) ?? (row.state === "conflict" ? undefined : sideOf(row))}
                onChoose={(side) => setChosen(new Map(chosen).set(row, side))}
              />
            ))}
          </tbody>
        </table>
      </Wide>
      <p className="actions">
        <button
          type="button"
          className="primary"
          disabled={open.length > 0}
          onClick={() => props.onMerged(assemble(rows, take))}
        >
          {t("records.mergeTake")}
        </button>
        <button type="button" onClick={props.onCancel}>
          {t("records.mergeBack")}
        </button>
        {open.length > 0 && <span className="refused">{t("records.mergeOpen", { n: open.length })}</span>}
      </p>
    </section>
  );
}

/** One field with what each side has; which of them stays. */
function MergeLine(props: {
  row: MergeRow;
  name: string;
  chosen: Side | undefined;
  onChoose: (side: Side) => void;
}): ReactNode {
  const { row } = props;
  return (
    <tr>
      <td>
        <b>{row.tag}</b>{" "}
        <span className={row.state === "conflict" ? "mark" : "quiet"}>
          {t(`records.mergeState.${row.state}`)}
        </span>
      </td>
      {SIDES.map((side) => (
        <td key={side}>
          <label className="choice">
            <input
              type="radio"
              name={props.name}
              checked={props.chosen === side}
              onChange={() => props.onChoose(side)}
            />{" "}
            {row[side] ? (
              <FieldLine field={row[side]} />
            ) : (
              <span className="quiet">{t("records.absent")}</span>
            )}
          </label>
        </td>
      ))}
    </tr>
  );
}
