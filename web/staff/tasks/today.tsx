import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Choose } from "../../ui/choose.tsx";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { Said, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { MemberName } from "../own-members.tsx";
import { countsInWords } from "../readers/counts.ts";
import type { Session } from "../session.ts";
import { currentLanguage, date, hasText, t } from "../text.ts";
import { Wide } from "../wide.tsx";

type Task = RowOf<"GET /desk/tasks">;
type Colleague = RowOf<"GET /desk/colleagues">;

/** What waits for this branch today: how much, since when, who does it; the line leads to where it is done. */
export function Today(props: { session: Session; onGo: (page: string) => void }): ReactNode {
  const act = useAct("tasks");
  const tasks = useQuery({
    queryKey: ["tasks"],
    queryFn: async () => (await ask("GET /desk/tasks")).items,
    refetchInterval: 60_000,
    // Who comes back from a scan wants to see what it changed.
    refetchOnMount: "always",
  });
  const colleagues = useQuery({
    queryKey: ["colleagues"],
    queryFn: async () => (await ask("GET /desk/colleagues")).items,
    staleTime: 300_000,
  });
  const give = (task: string, personId: string | null): void =>
    void act.run(
      () => ask("PUT /desk/tasks/:task/owner", { params: { task }, body: { personId } }),
      t(personId === null ? "tasks.laidDown" : "tasks.given"),
    );
  const columns = taskColumns({
    me: props.session.person.id,
    colleagues: colleagues.data ?? [],
    onGo: props.onGo,
    onGive: give,
  });
  return (
    <section className="stacked">
      <Said act={act} />
      <ListState
        query={tasks}
        empty={t("tasks.none")}
        rows={(items) => (
          <DataTable
            label={t("nav.today")}
            language={currentLanguage()}
            columns={columns}
            rows={items}
            keyOf={(task) => task.task}
          />
        )}
      />
    </section>
  );
}

/** What a list of tasks says of each, and what may be done with it. */
function taskColumns(part: {
  me: string;
  colleagues: Colleague[];
  onGo: (page: string) => void;
  onGive: (task: string, personId: string | null) => void;
}): TableColumn<Task>[] {
  return [
    {
      id: "what",
      name: t("tasks.what"),
      show: (task) => <TaskLink task={task} onGo={() => part.onGo(task.page)} />,
      sortBy: (task) => t(`tasks.${task.task}`),
    },
    {
      id: "count",
      name: t("tasks.count"),
      look: "number",
      show: (task) => task.count,
      sortBy: (task) => task.count,
    },
    {
      id: "oldest",
      name: t("tasks.oldest"),
      show: (task) => task.oldestAt && date(task.oldestAt),
      sortBy: (task) => task.oldestAt,
    },
    {
      id: "owner",
      name: t("tasks.owner"),
      look: "acts",
      show: (task) => (
        <Owner
          task={task}
          me={part.me}
          colleagues={part.colleagues}
          onGive={(personId) => part.onGive(task.task, personId)}
        />
      ),
      sortBy: (task) => task.owner?.name ?? null,
    },
  ];
}

function TaskLink({ task, onGo }: { task: Task; onGo: () => void }): ReactNode {
  return (
    <a
      href={`/staff/${task.page}`}
      onClick={(event) => {
        event.preventDefault();
        onGo();
      }}
    >
      {t(`tasks.${task.task}`)}
    </a>
  );
}

function Owner(props: {
  task: Task;
  me: string;
  colleagues: Colleague[];
  onGive: (personId: string | null) => void;
}): ReactNode {
  const { task, me } = props;
  const others = props.colleagues.filter((one) => one.id !== me);
  return (
    <>
      {task.owner ? <b>{task.owner.name}</b> : <span className="quiet">{t("tasks.nobody")}</span>}{" "}
      {task.owner?.id === me ? (
        <button type="button" onClick={() => props.onGive(null)}>
          {t("tasks.layDown")}
        </button>
      ) : (
        <button type="button" onClick={() => props.onGive(me)}>
          {t("tasks.take")}
        </button>
      )}{" "}
      {others.length > 0 && (
        <Choose
          label={t("tasks.hand", { task: t(`tasks.${task.task}`) })}
          text={t("tasks.handTo")}
          choices={others}
          onChoose={props.onGive}
        />
      )}
    </>
  );
}

/** What the region does by itself, when, and how it went the last time. */
export function RepeatingTasks(): ReactNode {
  const query = useQuery({
    queryKey: ["repeating-tasks"],
    queryFn: async () => (await ask("GET /repeating-tasks")).items,
    refetchInterval: 60_000,
  });
  return (
    <>
      <h2>{t("repeating.title")}</h2>
      <p className="quiet">{t("repeating.hint")}</p>
      <ListState
        query={query}
        empty={t("repeating.none")}
        rows={(items) => (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("repeating.job")}</th>
                  <th>{t("repeating.room")}</th>
                  <th>{t("repeating.when")}</th>
                  <th>{t("repeating.last")}</th>
                  <th className="number">{t("repeating.seconds")}</th>
                  <th>{t("repeating.result")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <RepeatingLine key={`${one.job} ${one.when}`} one={one} />
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
    </>
  );
}

/** When a task runs (crontab, UTC), in words and in the hours of this device: every minute, every hour, daily 10:45. */
export function whenInWords(cron: string): string {
  const [minute = "*", hour = "*", day = "*", , weekday = "*"] = cron.split(" ");
  if (minute === "*") return t("repeating.each.minute");
  if (minute.startsWith("*/")) return t("repeating.each.minutes", { n: minute.slice(2) });
  if (hour === "*") return t("repeating.each.hour", { n: minute });
  // A Sunday and the first of a month, from which days are counted.
  const at = new Date(Date.UTC(2026, 1, 1, Number(hour), Number(minute)));
  if (day !== "*") at.setUTCDate(Number(day));
  if (weekday !== "*") at.setUTCDate(1 + Number(weekday));
  const each = day !== "*" ? "month" : weekday !== "*" ? "week" : "day";
  const time = new Intl.DateTimeFormat(currentLanguage(), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(each === "week" && { weekday: "long" }),
    ...(each === "month" && { day: "numeric" }),
  }).format(at);
  return t(`repeating.each.${each}`, { time });
}

/** How a task went, and below it how it went at each library, with who answers for it there. */
function RepeatingLine({ one }: { one: RowOf<"GET /repeating-tasks"> }): ReactNode {
  const key = `repeating.job.${one.job}`;
  return (
    <>
      <tr>
        <td title={one.job}>{hasText(key) ? t(key) : <code>{one.job}</code>}</td>
        <td>{t("repeating.office")}</td>
        <td title={`${one.when} UTC`}>{whenInWords(one.when)}</td>
        <td>{one.startedAt ? date(one.startedAt) : t("repeating.notYet")}</td>
        <td className="number">{one.seconds?.toFixed(1)}</td>
        <td className={one.error ? "refused" : ""}>{one.error ?? (one.startedAt && t("repeating.good"))}</td>
      </tr>
      {one.libraries.map((library) => (
        <tr key={library.member} className="quiet">
          <td>
            ↳ <MemberName code={library.member} />
          </td>
          <td>{t("repeating.owner", { name: library.owner ?? t("tasks.nobody") })}</td>
          <td />
          <td>{library.endedAt ? date(library.endedAt) : t("repeating.notYet")}</td>
          <td />
          <td className={library.state === "failed" || library.state === "held" ? "refused" : ""}>
            {t(`feed.state.${library.state}`)} {countsInWords(library.counts)}
          </td>
        </tr>
      ))}
    </>
  );
}
