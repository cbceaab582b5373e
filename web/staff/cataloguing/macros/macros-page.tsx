import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../../api.ts";
import { TwicePressed } from "../../circulation/twice-pressed.tsx";
import { Said, Send, textOf, useAct } from "../../consortium/fields.tsx";
import { ListState } from "../../list-state.tsx";
import { RuleFields, readRule, ruleText } from "../../loads/rule-fields.tsx";
import type { InputOf } from "../../operations.ts";
import type { Session } from "../../session.ts";
import { t } from "../../text.ts";
import { useOwnLibrary } from "../sharing/own-library.tsx";

type Rule = InputOf<"PUT /members/:code/macros/:name">["body"]["rules"][number];

/** A library's macros: what each does, a new one, one forgotten. */
export function Macros(props: { session: Session; onBack: () => void }): ReactNode {
  const act = useAct("macros");
  const { member, choice } = useOwnLibrary(props.session);
  const query = useQuery({
    queryKey: ["macros", member],
    enabled: member !== "",
    queryFn: async () => (await ask("GET /members/:code/macros", { params: { code: member } })).items,
  });
  const remove = (name: string): void =>
    void act.run(
      () => ask("DELETE /members/:code/macros/:name", { params: { code: member, name } }),
      t("admin.saved"),
    );
  return (
    <section>
      <p className="actions">
        <button type="button" onClick={props.onBack}>
          {t("records.back")}
        </button>
        {choice}
      </p>
      <h2>{t("macros.title")}</h2>
      <p className="quiet">{t("macros.lead")}</p>
      <Said act={act} />
      <ListState
        query={query}
        empty={t("macros.none")}
        rows={(items) => (
          <ul className="lines">
            {items.map((macro) => (
              <li key={macro.name}>
                <b>{macro.name}</b>
                <span>{macro.rules.map(ruleText).join(t("list.semicolon"))}</span>
                <TwicePressed label={t("admin.remove")} onPress={() => remove(macro.name)} />
              </li>
            ))}
          </ul>
        )}
      />
      <MacroForm key={member} member={member} />
    </section>
  );
}

function MacroForm({ member }: { member: string }): ReactNode {
  const act = useAct("macros");
  const [rules, setRules] = useState<Rule[]>([]);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const last = readRule(data);
    const body = { rules: last ? [...rules, last] : rules };
    const params = { code: member, name: textOf(data, "name") };
    void act
      .run(() => ask("PUT /members/:code/macros/:name", { params, body }), t("admin.saved"))
      .then((done) => {
        if (!done) return;
        form.reset();
        setRules([]);
      });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("macros.new")}>
      <h2>{t("macros.new")}</h2>
      <label>
        {t("macros.name")}
        <input name="name" required maxLength={60} />
      </label>
      {rules.length > 0 && (
        <ol>
          {rules.map((rule, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rules may repeat and are only taken away
            <li key={at}>
              {ruleText(rule)}{" "}
              <button type="button" onClick={() => setRules(rules.toSpliced(at, 1))}>
                {t("admin.remove")}
              </button>
            </li>
          ))}
        </ol>
      )}
      <RuleFields ofRecords onAdd={(rule) => setRules([...rules, rule])} />
      <p className="actions">
        <Send act={act} />
      </p>
      <Said act={act} />
    </form>
  );
}
