import type { ReactNode } from "react";
import { Refusal } from "../api.ts";

/** Which of several libraries' cards or items was meant; nothing for other refusals. */
export function Choice(props: { error: unknown; onChoose: (id: number) => void }): ReactNode {
  if (!(props.error instanceof Refusal) || props.error.params.choices === undefined) return null;
  const names = String(props.error.params.libraries ?? "").split("\n");
  return (
    <ul className="choices">
      {String(props.error.params.choices)
        .split(",")
        .map((id, i) => (
          <li key={id}>
            <button type="button" onClick={() => props.onChoose(Number(id))}>
              {names[i] || id}
            </button>
          </li>
        ))}
    </ul>
  );
}
