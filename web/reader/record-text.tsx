import type { ReactElement } from "react";
import type { Run } from "./record-language.ts";

const RIGHT_TO_LEFT = /^(he|yi|ar|fa|ur|ug)$/;

/** Direction of a run, said only where it is not the page's. */
export function directionOf(lang: string): "rtl" | undefined {
  return RIGHT_TO_LEFT.test(lang) ? "rtl" : undefined;
}

/** A run of text as a library wrote it, in its own language. */
export function RecordText({ run, className }: { run: Run; className?: string }): ReactElement {
  return (
    <span lang={run.lang} dir={directionOf(run.lang)} className={className}>
      {run.value}
    </span>
  );
}
