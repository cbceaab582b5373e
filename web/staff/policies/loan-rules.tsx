import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { date, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { useDrafts } from "./drafts.tsx";
import { Facts } from "./facts.tsx";
import { FactFields, readRule, SaysFields } from "./rule-fields.tsx";
import { RuleSays } from "./rule-says.tsx";
import { Terms } from "./terms.tsx";

type LoanRule = RowOf<"GET /loan-rules">;

/** Loan rules of a library with the consortium's (null: the consortium's alone), and what holds in a case. */
export function LoanRules({ member }: { member: string | null }): ReactNode {
  const act = useAct("loan-rules", "loan-terms", "rule-drafts", "rule-changes");
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
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("rules.whose")}</th>
            <th>{t("rules.when")}</th>
            <th>{t("rules.what")}</th>
            <th>{t("rules.valid")}</th>
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
              <td>
                <Facts of={rule} />
              </td>
              <td>
                <RuleSays rule={rule} />
              </td>
              <td>{validity(rule)}</td>
              <Acts>
                {rule.member === props.member && (
                  <>
                    <button type="button" onClick={() => props.onOpen(rule)}>
                      {t("admin.change")}
                    </button>{" "}
                    <TwicePressed label={t("admin.remove")} onPress={() => props.onRemove(rule.id)} />
                  </>
                )}
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function validity(rule: LoanRule): string {
  const isLater = Date.parse(rule.validFrom) > performance.timeOrigin + performance.now();
  const from = isLater ? t("rules.from", { day: date(rule.validFrom) }) : "";
  const until = rule.validUntil === null ? "" : t("rules.until", { day: date(rule.validUntil) });
  return [from, until].filter((one) => one !== "").join(" ");
}

/** At once, from a day on, or together with others in a draft. */
function FromWhen({ member }: { member: string | null }): ReactNode {
  const drafts = useDrafts(member).data ?? [];
  return (
    <div className="row">
      <label>
        {t("rules.fromDay")}
        <input name="from" type="date" />
      </label>
      {drafts.length > 0 && (
        <label>
          {t("rules.into")}
          <select name="draft">
            <option value="">{t("rules.atOnce")}</option>
            {drafts.map((draft) => (
              <option key={draft.id} value={draft.id}>
                {draft.name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  );
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
    const data = new FormData(form);
    const body = { ...readRule(data), locked: data.get("locked") !== null };
    const draft = textOf(data, "draft");
    const from = textOf(data, "from") || null;
    const work = () =>
      draft === ""
        ? ask("PUT /loan-rules", { body: { member, ...body, from } })
        : ask("PUT /rule-drafts/:id/rules", { params: { id: draft }, body });
    if (!(await act.run(work, t(draft === "" ? "rules.saved" : "drafts.taken")))) return;
    form.reset();
    props.onDone();
  };
  return (
    <form className="admin" onSubmit={(event) => void save(event)} aria-label={t("rules.set")}>
      <h2>{t("rules.set")}</h2>
      <fieldset className="local">
        <legend>{t("rules.when")}</legend>
        <FactFields member={member} value={rule} fixed={rule !== null} />
      </fieldset>
      <p className="quiet">{t("rules.seasonHint")}</p>
      <fieldset className="local">
        <legend>{t("rules.what")}</legend>
        <SaysFields value={rule} />
      </fieldset>
      <p className="quiet">{t("rules.left")}</p>
      <FromWhen member={member} />
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
