import type { ReactNode } from "react";
import { Refusal } from "../api.ts";
import { currentLanguage } from "../text.ts";

/** What a refusal leaves to choose from: the ids, and whose they are in the language in use. */
export function choicesIn(params: Refusal["params"]): { id: number; library: string }[] {
  const names = String(params[`libraries.${currentLanguage()}`] ?? params.libraries ?? "").split("\n");
  return String(params.choices ?? "")
    .split(",")
    .filter((id) => id !== "")
    .map((id, i) => ({ id: Number(id), library: names[i] || id }));
}

/** Which of several libraries' cards or items was meant; nothing for other refusals. */
export function Choice(props: { error: unknown; onChoose: (id: number) => void }): ReactNode {
  const choices = props.error instanceof Refusal ? choicesIn(props.error.params) : [];
  if (choices.length === 0) return null;
  return (
    <ul className="choices">
      {choices.map(({ id, library }) => (
        <li key={id}>
          <button type="button" onClick={() => props.onChoose(id)}>
            {library}
          </button>
        </li>
      ))}
    </ul>
  );
}
