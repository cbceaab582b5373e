import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import {
  type RuleAction,
  type RuleKind,
  ruleActions,
  ruleKinds,
} from "../../../server/src/moderation/words.ts";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";
import type { Act } from "./moderation.tsx";

type TextRule = RowOf<"GET /moderation/rules">;
type Props = { mayEdit: boolean; act: Act };

/** What the region does not want in public texts; the office changes it. */
export function Rules({ mayEdit, act }: Props): ReactNode {
  const rules = useQuery({
    queryKey: ["moderation", "rules"],
    queryFn: async () => (await ask("GET /moderation/rules")).items,
  });
  return (
    <>
      <h2>{t("moderation.rules")}</h2>
      <p className="quiet">{t("moderation.rulesHint")}</p>
      {mayEdit && <NewRule act={act} />}
      <ListState
        query={rules}
        empty={t("moderation.rulesEmpty")}
        rows={(items) => <RuleTable items={items} mayEdit={mayEdit} act={act} />}
      />
    </>
  );
}

function NewRule({ act }: { act: Act }): ReactNode {
  const add = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const body = {
      kind: given.get("kind") as RuleKind,
      pattern: String(given.get("pattern")),
      action: given.get("action") as RuleAction,
      note: String(given.get("note")),
    };
    if (await act(() => ask("POST /moderation/rules", { body }), t("moderation.ruleSaved"))) form.reset();
  };
  return (
    <form className="tools" onSubmit={(event) => void add(event)}>
      <label>
        {t("moderation.ruleKind")}
        <select name="kind">
          {ruleKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`moderation.rule.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("moderation.pattern")}
        <input name="pattern" maxLength={100} />
      </label>
      <label>
        {t("moderation.action")}
        <select name="action">
          {ruleActions.map((action) => (
            <option key={action} value={action}>
              {t(`moderation.action.${action}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("moderation.note")}
        <input name="note" maxLength={200} />
      </label>
      <button type="submit">{t("moderation.addRule")}</button>
    </form>
  );
}

function RuleTable({ items, mayEdit, act }: Props & { items: TextRule[] }): ReactNode {
  const name = (rule: TextRule): string => rule.pattern || t(`moderation.rule.${rule.kind}`);
  const remove = (rule: TextRule): void =>
    void act(
      () => ask("DELETE /moderation/rules/:id", { params: { id: rule.id } }),
      t("moderation.ruleRemoved"),
    );
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t("moderation.ruleKind")}</th>
            <th>{t("moderation.pattern")}</th>
            <th>{t("moderation.action")}</th>
            <th>{t("moderation.note")}</th>
            {mayEdit && (
              <th>
                <span className="vh">{t("moderation.removeRule")}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map((rule) => (
            <tr key={rule.id}>
              <td>{t(`moderation.rule.${rule.kind}`)}</td>
              <td>{rule.pattern}</td>
              <td>{t(`moderation.action.${rule.action}`)}</td>
              <td>{rule.note}</td>
              {mayEdit && (
                <td>
                  <button
                    type="button"
                    aria-label={`${t("moderation.removeRule")} ${name(rule)}`}
                    onClick={() => remove(rule)}
                  >
                    {t("moderation.removeRule")}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
