import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { RepeatingTasks } from "../tasks/today.tsx";
import { date, t } from "../text.ts";

type Figures = Answer<"GET /operation">;
type SetAside = RowOf<"GET /operation/messages">;

type Act = (
  name: "POST /operation/messages/:id/deliveries" | "DELETE /operation/messages/:id",
  id: number,
) => Promise<void>;

const LOOK_MS = 15_000;

/** What the office is warned of, wherever it is in the workbench. */
export function OperationWarning(): ReactNode {
  const figures = useFigures();
  if (!figures.data || figures.data.demoAccounts === 0) return null;
  return <p role="alert">{t("operation.demo", { n: figures.data.demoAccounts })}</p>;
}

function useFigures() {
  return useQuery({
    queryKey: ["operation"],
    queryFn: () => ask("GET /operation"),
    refetchInterval: LOOK_MS,
  });
}

/** How the region does, and the messages between its rooms that could not be delivered. */
export function Operation(): ReactNode {
  const client = useQueryClient();
  const [refusal, setRefusal] = useState<string | null>(null);
  const figures = useFigures();
  const messages = useQuery({
    queryKey: ["operation", "messages"],
    queryFn: async () => (await ask("GET /operation/messages", { query: {} })).items,
    refetchInterval: LOOK_MS,
  });
  const act: Act = async (name, id) => {
    setRefusal(null);
    try {
      await ask(name, { params: { id } });
    } catch (error) {
      setRefusal(explain(error));
    }
    await client.invalidateQueries({ queryKey: ["operation"] });
  };
  return (
    <section>
      {refusal && <p role="alert">{refusal}</p>}
      {figures.isError && <p role="alert">{explain(figures.error)}</p>}
      {figures.data && <Summary figures={figures.data} />}
      <RepeatingTasks />
      <h2>{t("operation.setAside")}</h2>
      <ListState
        query={messages}
        empty={t("operation.none")}
        rows={(items) => <Messages items={items} act={act} />}
      />
    </section>
  );
}

function Summary({ figures: { outbox, jobs, imports, troubles } }: { figures: Figures }): ReactNode {
  return (
    <ul>
      <li>{t("operation.outbox", { n: outbox.waiting + outbox.retried, seconds: outbox.oldestSeconds })}</li>
      <li>{t("operation.jobs", { n: jobs.waiting, seconds: jobs.oldestSeconds, givenUp: jobs.givenUp })}</li>
      <li>{t("operation.imports", imports)}</li>
      {troubles.length === 0 ? (
        <li>{t("operation.allWell")}</li>
      ) : (
        troubles.map((trouble) => (
          <li key={trouble.name} role="alert">
            {t("operation.trouble", { ...trouble, since: date(trouble.since) })}
          </li>
        ))
      )}
    </ul>
  );
}

function Messages(props: { items: SetAside[]; act: Act }): ReactNode {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t("operation.topic")}</th>
            <th>{t("operation.subscriber")}</th>
            <th>{t("operation.error")}</th>
            <th>{t("operation.when")}</th>
            <th>
              <span className="vh">{t("operation.decide")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((message) => (
            <tr key={message.id}>
              <td>{message.topic}</td>
              <td>{message.subscriber}</td>
              <td>
                {message.error}
                <details>
                  <summary>{t("operation.payload")}</summary>
                  <code>{message.payload}</code>
                </details>
              </td>
              <td>{date(message.setAsideAt)}</td>
              <td>
                <button
                  type="button"
                  onClick={() => void props.act("POST /operation/messages/:id/deliveries", message.id)}
                >
                  {t("operation.sendAgain")}
                </button>{" "}
                <button
                  type="button"
                  onClick={() => void props.act("DELETE /operation/messages/:id", message.id)}
                >
                  {t("operation.drop")}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
