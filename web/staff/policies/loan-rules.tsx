import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { pick, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { KindOptions, useKinds } from "./kinds.tsx";
import { Terms } from "./terms.tsx";
import { named, VALUES } from "./values.ts";

type LoanRule = RowOf<"GET /loan-rules">;

/** Loan rules of a library with the consortium's (null: the consortium's alone), and what holds in a case. */
export function LoanRules({ member }: { member: string | null }): ReactNode {
  const act = useAct("loan-rules", "loan-terms");
  const [open, setOpen] = useState<LoanRule | null>(null);
  const query = useQuery({
    queryKey: ["loan-rules", member],
    queryFn: async () => (await ask("GET /loan-rules", { query: { member: member ?? undefined } })).items,
  });
  const remove = (id: number): void =>
    void act.run(() => ask("DELETE /loan-rules/:id", { params: { id } }), t("rules.removed"));
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("rules.order")}</p>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("rules.empty")}
          rows={(items) => <Table items={items} member={member} onOpen={setOpen} onRemove={remove} />}
        />
      </div>
      <div>
        <KindOptions id="rule-groups" of="patron-group" member={member} />
        <KindOptions id="rule-classes" of="item-class" member={member} />
        <RuleForm
          key={open?.id ?? "new"}
          member={member}
          rule={open}
          act={act}
          onDone={() => setOpen(null)}
        />
        {member !== null && <Terms member={member} />}
      </div>
    </div>
  );
}

function Table(props: {
  items: LoanRule[];
  member: string | null;
  onOpen: (rule: LoanRule) => void;
  onRemove: (id: number) => void;
}): ReactNode {
  const { data: kinds } = useKinds(props.member);
  const called = (code: string | null, any: string): string => {
    const kind = kinds?.find((one) => one.code.toLowerCase() === code?.toLowerCase());
    return kind ? `${pick(kind.name)} (${code})` : named(code, any);
  };
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("rules.whose")}</th>
            <th>{t("readers.group")}</th>
            <th>{t("rules.itemClass")}</th>
            {VALUES.map(([name]) => (
              <th key={name} className="number">
                {t(`rules.${name}`)}
              </th>
            ))}
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((rule) => (
            <tr key={rule.id}>
              <td>
                {t(rule.member === null ? "rules.ofConsortium" : "rules.ofLibrary")}
                {rule.locked && <b> · {t("rules.locked")}</b>}
              </td>
              <td>{called(rule.patronGroup, "rules.everybody")}</td>
              <td>{called(rule.itemClass, "rules.everything")}</td>
              {VALUES.map(([name]) => (
                <td key={name} className="number">
                  {rule[name] ?? "–"}
                </td>
              ))}
              <td className="acts">
                {rule.member === props.member && (
                  <>
                    <button type="button" onClick={() => props.onOpen(rule)}>
                      {t("admin.change")}
                    </button>{" "}
                    <TwicePressed label={t("admin.remove")} onPress={() => props.onRemove(rule.id)} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** What was typed into the form of a rule; empty: whichever, or left to other rules. */
function readRule(data: FormData) {
  const figure = (name: string): number | null => {
    const text = textOf(data, name);
    return text === "" ? null : Number(text);
  };
  return {
    patronGroup: textOf(data, "patronGroup") || null,
    itemClass: textOf(data, "itemClass") || null,
    loanDays: figure("loanDays"),
    renewalsMax: figure("renewalsMax"),
    loansMax: figure("loansMax"),
    holdsMax: figure("holdsMax"),
    locked: data.get("locked") !== null,
  };
}

function RuleForm(props: {
  member: string | null;
  rule: LoanRule | null;
  act: Act;
  onDone: () => void;
}): ReactNode {
  const { member, rule, act } = props;
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = { member, ...readRule(new FormData(form)) };
    if (!(await act.run(() => ask("PUT /loan-rules", { body }), t("rules.saved")))) return;
    form.reset();
    props.onDone();
  };
  return (
    <form className="admin" onSubmit={(event) => void save(event)} aria-label={t("rules.set")}>
      <h2>{t("rules.set")}</h2>
      <div className="row">
        <label>
          {t("readers.group")}
          <input
            name="patronGroup"
            list="rule-groups"
            maxLength={64}
            placeholder={t("rules.everybody")}
            defaultValue={rule?.patronGroup ?? ""}
            readOnly={rule !== null}
          />
        </label>
        <label>
          {t("rules.itemClass")}
          <input
            name="itemClass"
            list="rule-classes"
            maxLength={64}
            placeholder={t("rules.everything")}
            defaultValue={rule?.itemClass ?? ""}
            readOnly={rule !== null}
          />
        </label>
      </div>
      <div className="row">
        {VALUES.map(([name, min, max]) => (
          <label key={name}>
            {t(`rules.${name}`)}
            <input name={name} type="number" min={min} max={max} defaultValue={rule?.[name] ?? ""} />
          </label>
        ))}
      </div>
      <p className="quiet">{t("rules.left")}</p>
      {member === null && (
        <label className="check">
          <input type="checkbox" name="locked" defaultChecked={rule?.locked ?? false} /> {t("rules.lock")}
        </label>
      )}
      <p className="actions">
        <Send act={act} />
        {rule && (
          <button type="button" onClick={props.onDone}>
            {t("app.close")}
          </button>
        )}
      </p>
    </form>
  );
}
