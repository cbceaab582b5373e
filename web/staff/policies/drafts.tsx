import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import { date, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { Facts } from "./facts.tsx";
import { FactFields, readRule, SaysFields, saysOf } from "./rule-fields.tsx";
import { RuleSays } from "./rule-says.tsx";
import { valueInWords } from "./values.ts";

type Draft = RowOf<"GET /rule-drafts">;
type Example = RowOf<"GET /rule-examples">;

/** Rules being prepared at a library; null: at the consortium. */
export function useDrafts(member: string | null) {
  return useQuery({
    queryKey: ["rule-drafts", member],
    queryFn: async () => (await ask("GET /rule-drafts", { query: { member: member ?? undefined } })).items,
  });
}

/** Rules being prepared with what they would have done last month, the examples that must pass, and what was changed before. */
export function Drafts({ member }: { member: string | null }): ReactNode {
  const act = useAct("rule-drafts", "rule-examples", "loan-rules", "loan-terms", "rule-changes");
  const drafts = useDrafts(member);
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("drafts.hint")}</p>
        <Said act={act} />
        <ListState
          query={drafts}
          empty={t("drafts.empty")}
          rows={(items) => items.map((draft) => <DraftCard key={draft.id} draft={draft} act={act} />)}
        />
        <BeginDraft member={member} act={act} />
        <Changes member={member} />
      </div>
      <Examples member={member} act={act} />
    </div>
  );
}

function BeginDraft({ member, act }: { member: string | null; act: Act }): ReactNode {
  const begin = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = textOf(new FormData(form), "name");
    void act
      .run(() => ask("POST /rule-drafts", { body: { member, name } }), t("drafts.begun"))
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={begin} aria-label={t("drafts.begin")}>
      <h2>{t("drafts.begin")}</h2>
      <label>
        {t("drafts.name")}
        <input name="name" required maxLength={200} />
      </label>
      <Send act={act} />
    </form>
  );
}

/** What is set, or which rule is taken away, with what it says. */
function ChangeInWords({ change }: { change: Draft["changes"][number] }): ReactNode {
  const rule = "set" in change ? change.set : change.was;
  if (!rule) return t("drafts.removesOld");
  return (
    <>
      {"removed" in change && <b>{t("drafts.removes")} </b>}
      <Facts of={rule} />: <RuleSays rule={rule} />
    </>
  );
}

function DraftCard({ draft, act }: { draft: Draft; act: Act }): ReactNode {
  const params = { id: draft.id };
  const publish = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const from = textOf(new FormData(event.currentTarget), "from") || null;
    void act.run(
      () => ask("POST /rule-drafts/:id/publication", { params, body: { from } }),
      t("drafts.published"),
    );
  };
  const failing = draft.examples.filter((one) => one.otherwise.length > 0);
  return (
    <article className="panel">
      <h3>{draft.name}</h3>
      <ul>
        {draft.changes.map((change) => (
          <li key={JSON.stringify(change)}>
            <ChangeInWords change={change} />
          </li>
        ))}
        {draft.changes.length === 0 && <li className="quiet">{t("drafts.none")}</li>}
      </ul>
      <p className={failing.length > 0 ? "refused" : "done"}>
        {failing.length > 0
          ? t("drafts.failing", { names: failing.map((one) => one.name).join(t("list.semicolon")) })
          : t("drafts.passing", { n: draft.examples.length })}
      </p>
      {draft.changes.length > 0 && <Simulation draft={draft} />}
      <form className="admin" onSubmit={publish} aria-label={t("drafts.publish")}>
        <div className="row">
          <label>
            {t("rules.fromDay")}
            <input name="from" type="date" />
          </label>
          <Send act={act} label={t("drafts.publish")} />
          <TwicePressed
            label={t("drafts.drop")}
            onPress={() =>
              void act.run(() => ask("DELETE /rule-drafts/:id", { params }), t("drafts.dropped"))
            }
          />
        </div>
      </form>
    </article>
  );
}

/** What the draft would have changed of last month's loans. */
function Simulation({ draft }: { draft: Draft }): ReactNode {
  const query = useQuery({
    queryKey: ["rule-drafts", "simulation", draft.id, draft.changes],
    queryFn: () => ask("GET /rule-drafts/:id/simulation", { params: { id: draft.id } }),
    enabled: false,
  });
  return (
    <div>
      <button type="button" onClick={() => void query.refetch()} disabled={query.isFetching}>
        {t("drafts.simulate")}
      </button>
      {query.data && (
        <>
          <p>{t("drafts.simulated", { loans: query.data.loans, changed: query.data.changed })}</p>
          <ul>
            {query.data.differences.map((one) => (
              <li key={`${one.value}${one.was}${one.would}`}>
                {t(`rules.${one.value}`)}: {valueInWords(one.value, one.was)} →{" "}
                <b>{valueInWords(one.value, one.would)}</b> {t("drafts.times", { n: one.loans })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Examples({ member, act }: { member: string | null; act: Act }): ReactNode {
  const query = useQuery({
    queryKey: ["rule-examples", member],
    queryFn: async () => (await ask("GET /rule-examples", { query: { member: member ?? undefined } })).items,
  });
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const rule = readRule(data);
    const { home, pickup, patronGroup, location, itemClass, format } = rule;
    const given = {
      home,
      pickup,
      patronGroup,
      location,
      itemClass,
      format,
      day: textOf(data, "day") || null,
    };
    const facts = Object.fromEntries(Object.entries(given).filter(([, one]) => one !== null));
    const body = { member, name: textOf(data, "name"), facts, says: saysOf(rule) };
    void act
      .run(() => ask("PUT /rule-examples", { body }), t("admin.saved"))
      .then((done) => done && form.reset());
  };
  return (
    <div>
      <h2>{t("examples.title")}</h2>
      <p className="quiet">{t("examples.hint")}</p>
      <ListState
        query={query}
        empty={t("examples.empty")}
        rows={(items) => <ExampleTable items={items} act={act} />}
      />
      <form className="admin" onSubmit={add} aria-label={t("examples.add")}>
        <h2>{t("examples.add")}</h2>
        <label>
          {t("examples.name")}
          <input name="name" required maxLength={200} />
        </label>
        <FactFields member={member} without={["newerThanDays", "season"]} />
        <label>
          {t("rules.day")}
          <input name="day" type="date" />
        </label>
        <fieldset className="local">
          <legend>{t("examples.must")}</legend>
          <SaysFields />
        </fieldset>
        <Send act={act} />
      </form>
    </div>
  );
}

function ExampleTable({ items, act }: { items: Example[]; act: Act }): ReactNode {
  const remove = (id: number): void =>
    void act.run(() => ask("DELETE /rule-examples/:id", { params: { id } }), t("examples.removed"));
  return (
    <Wide>
      <table>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <td>{one.name}</td>
              <td>
                <Facts of={one.facts} />
                {one.facts.day && ` · ${date(one.facts.day)}`}
              </td>
              <td>
                <RuleSays rule={one.says} />
              </td>
              <td className={one.otherwise.length > 0 ? "refused" : "done"}>
                {one.otherwise.length === 0
                  ? t("examples.passes")
                  : one.otherwise
                      .map((each) => `${t(`rules.${each.value}`)}: ${valueInWords(each.value, each.got)}`)
                      .join(" · ")}
              </td>
              <Acts>
                <TwicePressed label={t("admin.remove")} onPress={() => remove(one.id)} />
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Changes({ member }: { member: string | null }): ReactNode {
  return (
    <>
      <h2>{t("changes.title")}</h2>
      <Pages
        key={member}
        queryKey={["rule-changes", member]}
        ask={(cursor) =>
          ask("GET /rule-changes", { query: { member: member ?? undefined, limit: 20, cursor } })
        }
        empty={t("changes.empty")}
        rows={(items) => (
          <ol>
            {items.map((one) => (
              <li key={one.id}>
                {date(one.effectiveAt)} {one.name}{" "}
                {one.changes.map((change) => (
                  <span key={JSON.stringify(change)} className="fact">
                    <ChangeInWords change={change} />
                  </span>
                ))}
              </li>
            ))}
          </ol>
        )}
      />
    </>
  );
}
