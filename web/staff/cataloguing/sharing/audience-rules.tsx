import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { audiences, ruleKinds } from "../../../../server/src/audience/words.ts";
import { ask, explain } from "../../api.ts";
import { Said, useAct } from "../../consortium/fields.tsx";
import type { Answer } from "../../operations.ts";
import type { Session } from "../../session.ts";
import { t } from "../../text.ts";
import { useOwnLibrary } from "./own-library.tsx";

type Rule = Answer<"GET /members/:code/audience-rules">["rules"][number];

/** A library's rules of who sees what it has. */
export function AudienceRules(props: { session: Session; onBack: () => void }): ReactNode {
  const { member, choice } = useOwnLibrary(props.session);
  const query = useQuery({
    queryKey: ["audience-rules", member],
    enabled: member !== "",
    queryFn: () => ask("GET /members/:code/audience-rules", { params: { code: member } }),
  });
  return (
    <section>
      <p className="actions">
        <button type="button" onClick={props.onBack}>
          {t("records.back")}
        </button>
        {choice}
      </p>
      <h2>{t("records.audienceRules")}</h2>
      <p className="quiet">{t("records.audience.lead")}</p>
      {query.isPending && <p role="status">{t("app.loading")}</p>}
      {query.isError && (
        <p role="alert" className="refused">
          {explain(query.error)}
        </p>
      )}
      {query.data && <RulesForm key={member} member={member} rules={query.data.rules} />}
    </section>
  );
}

type Line = { key: number; rule: Rule };

function RulesForm(props: { member: string; rules: Rule[] }): ReactNode {
  const act = useAct("audience-rules");
  const [lines, setLines] = useState<Line[]>(() => props.rules.map((rule, key) => ({ key, rule })));
  const [next, setNext] = useState(lines.length);
  const add = (): void => {
    setLines([
      ...lines,
      { key: next, rule: { kind: "location", place: "", value: "", audience: "readers" } },
    ]);
    setNext(next + 1);
  };
  const save = (): void => {
    const body = { rules: lines.map((line) => line.rule) };
    void act.run(
      () => ask("PUT /members/:code/audience-rules", { params: { code: props.member }, body }),
      t("records.audienceRules.saved"),
    );
  };
  return (
    <form
      className="admin"
      aria-label={t("records.audienceRules")}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {lines.length === 0 && <p className="quiet">{t("records.audienceRules.none")}</p>}
      {lines.map((line, at) => (
        <RuleRow
          key={line.key}
          rule={line.rule}
          onChange={(rule) => setLines(lines.map((one) => (one === line ? { ...one, rule } : one)))}
          onRemove={() => setLines(lines.filter((one) => one !== line))}
          onUp={at === 0 ? null : () => setLines(lines.toSpliced(at, 1).toSpliced(at - 1, 0, line))}
        />
      ))}
      <p className="actions">
        <button type="button" onClick={add}>
          {t("records.audienceRules.add")}
        </button>
        <button type="submit" className="primary" disabled={act.busy}>
          {t("admin.save")}
        </button>
      </p>
      <Said act={act} />
    </form>
  );
}

function RuleRow(props: {
  rule: Rule;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
  onUp: (() => void) | null;
}): ReactNode {
  const { rule, onChange } = props;
  return (
    <div className="row">
      <label>
        {t("records.audienceRules.kind")}
        <select
          value={rule.kind}
          onChange={(event) => {
            const kind = ruleKinds.find((one) => one === event.target.value) ?? "location";
            onChange({ ...rule, kind, place: kind === "field" ? rule.place : "" });
          }}
        >
          {ruleKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`records.audienceRules.kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      {rule.kind === "field" && (
        <label>
          {t("records.audienceRules.place")}
          <input
            required
            value={rule.place}
            pattern="[0-9A-Za-z]{3}(\$[0-9a-z])?"
            maxLength={5}
            onChange={(event) => onChange({ ...rule, place: event.target.value.trim() })}
          />
        </label>
      )}
      <label>
        {t("records.audienceRules.value")}
        <input
          required
          value={rule.value}
          maxLength={200}
          onChange={(event) => onChange({ ...rule, value: event.target.value })}
        />
      </label>
      <AudienceField value={rule.audience} onChange={(audience) => onChange({ ...rule, audience })} />
      <p className="actions">
        {props.onUp && (
          <button type="button" onClick={props.onUp}>
            {t("records.audienceRules.up")}
          </button>
        )}
        <button type="button" onClick={props.onRemove}>
          {t("records.audienceRules.remove")}
        </button>
      </p>
    </div>
  );
}

function AudienceField(props: {
  value: Rule["audience"];
  onChange: (audience: Rule["audience"]) => void;
}): ReactNode {
  return (
    <label>
      {t("records.audience")}
      <select
        value={props.value}
        onChange={(event) => props.onChange(audiences.find((one) => one === event.target.value) ?? "region")}
      >
        {audiences.map((one) => (
          <option key={one} value={one}>
            {t(`records.audience.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
