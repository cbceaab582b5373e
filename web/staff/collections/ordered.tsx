import type { ReactNode } from "react";
import { t } from "../text.ts";

/** What is chosen, in its order: each goes up, down or out, and what is left comes in at the end. One stays. */
export function Ordered<T extends string>(props: {
  legend: string;
  /** What stands first means more. */
  how: string;
  /** Messages that name them: `<names>.<one>`. */
  names: string;
  all: readonly T[];
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
}): ReactNode {
  const { legend, names, all, chosen, onChange } = props;
  const rest = all.filter((one) => !chosen.includes(one));
  const nameOf = (one: T): string => t(`${names}.${one}`);
  const moved = (at: number, by: number): T[] => {
    const next = [...chosen];
    next.splice(at + by, 0, ...next.splice(at, 1));
    return next;
  };
  return (
    <fieldset className="ordered">
      <legend>{legend}</legend>
      <p className="quiet">{props.how}</p>
      <ol>
        {chosen.map((one, at) => (
          <li key={one}>
            <span>{nameOf(one)}</span>
            {[
              { sign: "↑", word: t("exhibitions.up"), no: at === 0, next: () => moved(at, -1) },
              {
                sign: "↓",
                word: t("exhibitions.down"),
                no: at === chosen.length - 1,
                next: () => moved(at, 1),
              },
              {
                sign: "×",
                word: t("admin.remove"),
                no: chosen.length === 1,
                next: () => chosen.filter((each) => each !== one),
              },
            ].map(({ sign, word, no, next }) => (
              <button
                key={sign}
                type="button"
                aria-label={`${word} · ${nameOf(one)}`}
                title={word}
                disabled={no}
                onClick={() => onChange(next())}
              >
                {sign}
              </button>
            ))}
          </li>
        ))}
      </ol>
      {rest.length > 0 ? (
        <p className="actions">
          {rest.map((one) => (
            <button key={one} type="button" onClick={() => onChange([...chosen, one])}>
              + {nameOf(one)}
            </button>
          ))}
        </p>
      ) : null}
    </fieldset>
  );
}
