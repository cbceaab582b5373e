import type { ReactElement } from "react";

/** `yes` ● there, `wait` ◐ on its way or waiting, `no` ○ away, `bad` ○ overdue or lost. */
export type Mark = "yes" | "wait" | "no" | "bad";

const SIGNS: Record<Mark, string> = { yes: "●", wait: "◐", no: "○", bad: "○" };

/** A state as mark and word: never colour alone. */
export function StateMark({ mark, children }: { mark: Mark; children: string }): ReactElement {
  return (
    <span className={`state state-${mark}`}>
      <span className="state-sign" aria-hidden="true">
        {SIGNS[mark]}
      </span>
      {children}
    </span>
  );
}
