import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import type { Answer } from "../operations.ts";
import { t } from "../text.ts";
import { Said, Send, useAct } from "./fields.tsx";

type Day = { open: boolean; opens: string; closes: string };
type OpeningHours = Answer<"GET /members/:code/branches/:branch/hours">["hours"];

/** Weekdays as a week is read here, from Monday; 0 is Sunday. */
const WEEK = [1, 2, 3, 4, 5, 6, 0] as const;
const USUAL = { opens: "08:00", closes: "22:00" };

const weekOf = (hours: OpeningHours): Day[] =>
  Array.from({ length: 7 }, (_, weekday) => {
    const found = hours.find((one) => one.weekday === weekday);
    return found ? { open: true, opens: found.opens, closes: found.closes } : { open: false, ...USUAL };
  });

/** When a branch opens, by weekday; `branch`: its code. */
export function Hours(props: { code: string; branch: string; name: string }): ReactNode {
  const params = { code: props.code, branch: props.branch };
  const query = useQuery({
    queryKey: ["hours", props.code, props.branch],
    queryFn: () => ask("GET /members/:code/branches/:branch/hours", { params }),
  });
  if (query.isError) return <p role="alert">{explain(query.error)}</p>;
  if (!query.data) return <p role="status">{t("app.loading")}</p>;
  return <Week {...props} hours={query.data.hours} />;
}

function Week(props: { code: string; branch: string; name: string; hours: OpeningHours }): ReactNode {
  const [week, setWeek] = useState(() => weekOf(props.hours));
  const act = useAct("hours", "set-up");
  const put = (weekday: number, change: Partial<Day>): void =>
    setWeek(week.map((day, at) => (at === weekday ? { ...day, ...change } : day)));
  const likeMonday = (days: readonly number[]): void =>
    setWeek(week.map((day, at) => (days.includes(at) ? { ...week[1]!, open: true } : day)));
  const save = (event: FormEvent): void => {
    event.preventDefault();
    const hours = week.flatMap(({ open, opens, closes }, weekday) =>
      open ? [{ weekday, opens, closes }] : [],
    );
    const params = { code: props.code, branch: props.branch };
    void act.run(
      () => ask("PUT /members/:code/branches/:branch/hours", { params, body: { hours } }),
      t("hours.saved"),
    );
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("branches.hours")}>
      <h2>
        {props.name} · {t("branches.hours")}
      </h2>
      {week.every((day) => !day.open) && <p className="quiet">{t("hours.none")}</p>}
      <table className="week">
        <thead>
          <tr>
            <th>{t("hours.day")}</th>
            <th>{t("hours.opens")}</th>
            <th>{t("hours.closes")}</th>
          </tr>
        </thead>
        <tbody>
          {WEEK.map((weekday) => (
            <DayRow
              key={weekday}
              weekday={weekday}
              day={week[weekday]!}
              onChange={(one) => put(weekday, one)}
            />
          ))}
        </tbody>
      </table>
      <p className="actions">
        <button type="button" onClick={() => likeMonday([1, 2, 3, 4, 5])}>
          {t("hours.workdays")}
        </button>
        <button type="button" onClick={() => likeMonday(WEEK)}>
          {t("hours.everyDay")}
        </button>
      </p>
      <Send act={act} />
      <Said act={act} />
    </form>
  );
}

function DayRow(props: { weekday: number; day: Day; onChange: (change: Partial<Day>) => void }): ReactNode {
  const { weekday, day } = props;
  const name = t(`weekday.${weekday}`);
  return (
    <tr>
      <td>
        <label className="check">
          <input
            type="checkbox"
            checked={day.open}
            onChange={(event) => props.onChange({ open: event.target.checked })}
          />{" "}
          {name}
        </label>
      </td>
      {(["opens", "closes"] as const).map((side) => (
        <td key={side}>
          {day.open ? (
            <input
              type="time"
              required
              aria-label={`${name} ${t(`hours.${side}`)}`}
              value={day[side]}
              onChange={(event) => props.onChange({ [side]: event.target.value })}
            />
          ) : (
            <span className="quiet">{side === "opens" ? t("hours.closed") : ""}</span>
          )}
        </td>
      ))}
    </tr>
  );
}
