import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer, InputOf, RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { Differences } from "./differences.tsx";
import { MemberChoice } from "./member-choice.tsx";
import { RuleFields, readRule, ruleText } from "./rule-fields.tsx";
import { readSelection, SelectionFields } from "./selection-fields.tsx";

type Change = Answer<"GET /bulk-changes/:id">;
type Rule = InputOf<"POST /bulk-changes">["body"]["rules"][number];

/** Changes of many records: drawn up, looked at, performed; each is a load that can be undone. */
export function BulkChanges(props: { session: Session }): ReactNode {
  const [[id], go] = useSubPath("bulk");
  if (id) return <ChangePage id={id} onBack={() => go()} />;
  return (
    <section>
      <Draft session={props.session} onDone={(made) => go(made)} />
      <h2>{t("bulk.earlier")}</h2>
      <Pages
        queryKey={["bulk-changes"]}
        ask={(cursor) => ask("GET /bulk-changes", { query: { limit: 20, cursor } })}
        empty={t("bulk.empty")}
        rows={(items) => <Table items={items} onOpen={go} />}
      />
    </section>
  );
}

function Table(props: { items: RowOf<"GET /bulk-changes">[]; onOpen: (id: string) => void }): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("bulk.rules")}</th>
            <th>{t("imports.member")}</th>
            <th className="number">{t("bulk.selected")}</th>
            <th className="number">{t("bulk.changing")}</th>
            <th>{t("bulk.state")}</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.id}>
              <td>
                <a
                  href={`/staff/bulk/${one.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    props.onOpen(one.id);
                  }}
                >
                  {one.rules.map(ruleText).join(t("list.semicolon"))}
                </a>
                <br />
                <span className="quiet">{date(one.createdAt)}</span>
              </td>
              <td>{one.memberCode}</td>
              <td className="number">{one.selected}</td>
              <td className="number">{one.changing}</td>
              <td>{t(`bulk.state.${one.state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Draft(props: { session: Session; onDone: (id: string) => void }): ReactNode {
  const act = useAct("bulk-changes");
  const [rules, setRules] = useState<Rule[]>([]);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const one = readRule(data);
    const body = {
      member: textOf(data, "member"),
      selection: readSelection(data),
      rules: one ? [...rules, one] : rules,
    };
    await act.run(async () => {
      const { id } = await ask("POST /bulk-changes", { body });
      props.onDone(id);
    }, "");
  };
  return (
    <form className="admin" onSubmit={(event) => void submit(event)} aria-label={t("bulk.draft")}>
      <h2>{t("bulk.draft")}</h2>
      <MemberChoice session={props.session} />
      <SelectionFields />
      {rules.length > 0 && (
        <ol>
          {rules.map((rule, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rules may repeat and are only taken away
            <li key={i}>
              {ruleText(rule)}{" "}
              <button type="button" onClick={() => setRules(rules.filter((_, at) => at !== i))}>
                {t("admin.remove")}
              </button>
            </li>
          ))}
        </ol>
      )}
      <RuleFields onAdd={(rule) => setRules([...rules, rule])} />
      <p className="actions">
        <Send act={act} label={t("bulk.look")} />
      </p>
      <Said act={act} />
    </form>
  );
}

function ChangePage(props: { id: string; onBack: () => void }): ReactNode {
  const query = useQuery({
    queryKey: ["bulk-change", props.id],
    queryFn: () => ask("GET /bulk-changes/:id", { params: { id: props.id } }),
    refetchInterval: (one) => (one.state.data?.state === "selecting" ? 1_000 : false),
  });
  const change = query.data;
  return (
    <section>
      <p className="tools">
        <button type="button" onClick={props.onBack}>
          {t("loads.back")}
        </button>
      </p>
      {query.isError && <p role="alert">{explain(query.error)}</p>}
      {change && (
        <>
          <h2>{change.rules.map(ruleText).join(t("list.semicolon"))}</h2>
          <p role="status">
            {change.state === "selecting"
              ? t("bulk.looking")
              : t("bulk.would", { selected: change.selected, changing: change.changing })}
          </p>
          {change.error && (
            <p role="alert" className="refused">
              {t(`problem.${change.error}`)}
            </p>
          )}
          <Perform change={change} />
          <ul className="queue">
            {change.samples.map((one) => (
              <li key={one.controlNumber}>
                {one.controlNumber} · {one.title}
                <Differences of={one.differences} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Perform({ change }: { change: Change }): ReactNode {
  const act = useAct("bulk-change", "bulk-changes", "loads");
  if (change.state === "performed") return <Progress id={change.id} />;
  if (change.state !== "ready" || change.changing === 0) return null;
  return (
    <>
      <p className="actions">
        <TwicePressed
          label={t("bulk.perform", { n: change.changing })}
          onPress={() =>
            void act.run(
              () => ask("POST /bulk-changes/:id/performance", { params: { id: change.id } }),
              t("bulk.begun"),
            )
          }
        />
      </p>
      <Said act={act} />
    </>
  );
}

function Progress({ id }: { id: string }): ReactNode {
  const load = useQuery({
    queryKey: ["load", id, "progress"],
    queryFn: () => ask("GET /loads/:id", { params: { id }, query: { language: "zh-Hans" } }),
    refetchInterval: (one) => (one.state.data?.state === "done" ? false : 1_000),
  });
  if (!load.data) return null;
  const { state, counts, bytesTotal, bytesDone } = load.data;
  return (
    <p role="status">
      {t(`imports.state.${state}`)} · {t("bulk.done", { n: counts.updated })}{" "}
      {state === "running" && (
        <progress max={bytesTotal ?? 1} value={bytesDone} aria-label={t("bulk.state.performed")} />
      )}{" "}
      <a href={`/staff/imports/${id}`}>{t("bulk.asLoad")}</a>
    </p>
  );
}
