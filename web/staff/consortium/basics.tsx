import type { FormEvent, ReactNode } from "react";
import { ask } from "../api.ts";
import { t } from "../text.ts";
import { LocalFields, readLocal, Said, Send, textOf, useAct } from "./fields.tsx";
import type { Member } from "./library.tsx";

const figures = [
  ["loanDays", 1, 365],
  ["renewalsMax", 0, 20],
  ["shelfDays", 1, 60],
] as const;

/** Where a library joins, whoever takes it in sits near it more often than not. */
const ZONE_HERE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Time zone and figures of a library's own loans, as fields of a form. */
export function FigureFields(props: { member?: Member }): ReactNode {
  return (
    <>
      <label>
        {t("library.timeZone")}
        <input name="timeZone" defaultValue={props.member?.timeZone ?? ZONE_HERE} required />
      </label>
      <div className="row">
        {figures.map(([name, min, max]) => (
          <label key={name}>
            {t(`library.${name}`)}
            <input
              name={name}
              type="number"
              min={min}
              max={max}
              required
              defaultValue={props.member?.[name] ?? { loanDays: 30, renewalsMax: 2, shelfDays: 7 }[name]}
            />
          </label>
        ))}
      </div>
    </>
  );
}

/** What was typed into `FigureFields`. */
export function readFigures(data: FormData): Record<"loanDays" | "renewalsMax" | "shelfDays", number> & {
  timeZone: string;
} {
  const number = (name: string): number => Number(textOf(data, name));
  return {
    timeZone: textOf(data, "timeZone"),
    loanDays: number("loanDays"),
    renewalsMax: number("renewalsMax"),
    shelfDays: number("shelfDays"),
  };
}

/** Name, time zone, loan days, renewals and shelf days of a library. */
export function Basics(props: { member: Member }): ReactNode {
  const act = useAct("members", "branches");
  const { member } = props;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = { name: readLocal(data, "name"), ...readFigures(data) };
    void act.run(
      () => ask("PATCH /members/:code", { params: { code: member.code }, body }),
      t("admin.saved"),
    );
  };
  return (
    <form className="admin" onSubmit={save}>
      <p className="quiet">
        {t("library.code")} <code>{member.code}</code> · {t("library.codeStays")}
      </p>
      <LocalFields legend={t("library.name")} name="name" value={member.name} />
      <FigureFields member={member} />
      <p className="quiet">{t("library.figuresHint")}</p>
      <Send act={act} />
      <Said act={act} />
    </form>
  );
}
