import type { ReactNode } from "react";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";

/** A load as the list of loads has it. */
export type Load = RowOf<"GET /loads">;

/** What kind of load it is, and whether it was undone. */
export function LoadMarks(props: { load: Load }): ReactNode {
  const { kind, dryRun, staged, undo } = props.load;
  const marks = [
    ...(kind === "import" ? [] : [t(`loads.kind.${kind}`)]),
    ...(dryRun && !staged ? [t("loads.dryRun")] : []),
    // What failed while it was read waits for nobody's word.
    ...(staged && props.load.state !== "failed"
      ? [t(staged.state === "staged" ? "loads.stagedMark" : `loads.${staged.state}`)]
      : []),
    ...(undo ? [t(undo.state === "done" ? "loads.undone" : "loads.beingUndone")] : []),
  ];
  return marks.length === 0 ? null : <b>({marks.join(" · ")})</b>;
}
