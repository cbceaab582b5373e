import { type ReactNode, useState } from "react";
import { ComboField } from "../../ui/combobox.tsx";
import { branchInFull, useBranches } from "../branches.ts";
import { pick, t } from "../text.ts";

/** A branch, typed by its name and sent as `JINHE/MAIN`; `member`: only this library's. */
export function BranchField(props: {
  name: string;
  label: string;
  value?: string | undefined;
  member?: string | undefined;
}): ReactNode {
  const { branches } = useBranches();
  const choices = branches
    .filter((one) => props.member === undefined || one.member.code === props.member)
    .map((one) => ({
      code: `${one.member.code}/${one.code}`,
      label: props.member === undefined ? branchInFull(one) : pick(one.name),
    }));
  return (
    <ComboField
      name={props.name}
      label={props.label}
      choices={choices}
      defaultValue={props.value ?? ""}
      required
    />
  );
}

/** Lines of a form that can be added and taken away; `first`: what stands in them. */
export function LineFields<T>(props: {
  legend: string;
  first: readonly T[];
  least: number;
  line: (value: T | undefined) => ReactNode;
}): ReactNode {
  const [lines, setLines] = useState(() =>
    Array.from({ length: Math.max(props.least, props.first.length) }, (_, key) => ({
      key,
      value: props.first[key],
    })),
  );
  const add = (): void => setLines([...lines, { key: (lines.at(-1)?.key ?? 0) + 1, value: undefined }]);
  return (
    <fieldset className="line-fields">
      <legend>{props.legend}</legend>
      {lines.map(({ key, value }, at) => (
        <div key={key}>
          {props.line(value)}
          {lines.length > props.least && (
            <button
              type="button"
              aria-label={t("places.removeLine", { n: at + 1 })}
              onClick={() => setLines(lines.filter((one) => one.key !== key))}
            >
              ×
            </button>
          )}
        </div>
      ))}
      <button type="button" onClick={add}>
        {t("places.addLine")}
      </button>
    </fieldset>
  );
}
