import type { ReactElement } from "react";
import type { Run } from "./record-language.ts";

const RIGHT_TO_LEFT = /^(he|yi|ar|fa|ur|ug)$/;

/** Direction of a run, said only where it is not the page's. */
export function directionOf(lang: string): "rtl" | undefined {
  return RIGHT_TO_LEFT.test(lang) ? "rtl" : undefined;
}

/** A run of text as a library wrote it, in its own language; `page`: the language around it, which needs not be said again. */
export function RecordText({
  run,
  className,
  page,
}: {
  run: Run;
  className?: string;
  page?: string;
}): ReactElement | string {
  if (run.lang === page && className === undefined) return run.value;
  return (
    <span lang={run.lang === page ? undefined : run.lang} dir={directionOf(run.lang)} className={className}>
      {run.value}
    </span>
  );
}
