import { fixedParts } from "@commonshelf/marc/editing";
import { type ReactNode, useState } from "react";
import {
  type SurvivorField,
  survivorFieldNames,
  survivorFields,
} from "../../../../server/src/description/words.ts";
import { ask } from "../../api.ts";
import { Said, useAct } from "../../consortium/fields.tsx";
import type { Answer, RowOf } from "../../operations.ts";
import { useMembers } from "../../own-members.tsx";
import { pick, t } from "../../text.ts";
import { formatName } from "../format-names.ts";

type Rules = Answer<"GET /survivorship-rules">["rules"];
type Member = RowOf<"GET /members">;
type Preview = Answer<"POST /survivorship-rules/preview">;
/** One preference of one field; those of a field count in their order. */
type Line = { key: number; field: SurvivorField; member: string; level: string; alone: boolean };

/** Levels of records (leader/17): blank full, then less and less. */
const LEVELS = [" ", "1", "2", "3", "4", "5", "7", "8"];

/** A level as the formats call it; where they mean different things by one code, both names. */
function levelName(level: string): string {
  const names = (["marc21", "unimarc"] as const).flatMap((flavour) => {
    const part = fixedParts(flavour, "LDR").find(({ from }) => from === 17);
    const option = part?.options?.find(([code]) => code === level);
    return option ? formatName(option[1]) : [];
  });
  return [level.trim(), [...new Set(names)].join(" / ")].filter(Boolean).join(" · ");
}

function linesOf(rules: Rules): Line[] {
  let key = 0;
  return rules.flatMap(({ field, order, alone }) =>
    order.map(({ member, level }) => ({
      key: key++,
      field,
      member: member ?? "",
      level: level ?? "",
      alone,
    })),
  );
}

function rulesOf(lines: readonly Line[]): Rules {
  return [...Map.groupBy(lines, (line) => line.field)].map(([field, own]) => ({
    field,
    order: own.map(({ member, level }) => ({ member: member || null, level: level || null })),
    alone: survivorFields[field].lists && own.some((line) => line.alone),
  }));
}

/** Whose record counts, field by field. What would change is looked at before it is set. */
export function Survivorship(props: { rules: Rules }): ReactNode {
  const act = useAct("survivorship-rules", "record");
  const members = useMembers();
  const [lines, setLines] = useState<Line[]>(() => linesOf(props.rules));
  const [next, setNext] = useState(lines.length);
  const [preview, setPreview] = useState<Preview | null>(null);
  const put = (changed: Line[]): void => {
    setLines(changed);
    setPreview(null);
  };
  const body = { rules: rulesOf(lines) };
  return (
    <form
      className="admin"
      aria-label={t("records.survivorship")}
      onSubmit={(event) => {
        event.preventDefault();
        void act.run(async () => setPreview(await ask("POST /survivorship-rules/preview", { body })), "");
      }}
    >
      {lines.length === 0 && <p className="quiet">{t("records.survivorship.none")}</p>}
      {lines.map((line, at) => (
        <RuleLine
          key={line.key}
          line={line}
          members={members.data ?? []}
          onChange={(changed) => put(lines.map((one) => (one === line ? changed : one)))}
          onRemove={() => put(lines.filter((one) => one !== line))}
          onUp={at === 0 ? null : () => put(lines.toSpliced(at, 1).toSpliced(at - 1, 0, line))}
        />
      ))}
      <p className="actions">
        <button
          type="button"
          onClick={() => {
            put([...lines, { key: next, field: "title", member: "", level: " ", alone: false }]);
            setNext(next + 1);
          }}
        >
          {t("records.survivorship.add")}
        </button>
        <button type="submit" disabled={act.busy}>
          {t("records.survivorship.try")}
        </button>
        <button
          type="button"
          className="primary"
          disabled={act.busy || preview === null}
          onClick={() =>
            void act.run(() => ask("PUT /survivorship-rules", { body }), t("records.survivorship.saved"))
          }
        >
          {t("records.survivorship.set")}
        </button>
      </p>
      <Said act={act} />
      {preview && <Samples preview={preview} />}
    </form>
  );
}

function RuleLine(props: {
  line: Line;
  members: Member[];
  onChange: (line: Line) => void;
  onRemove: () => void;
  onUp: (() => void) | null;
}): ReactNode {
  const { line, onChange } = props;
  const { marc21, unimarc, lists } = survivorFields[line.field];
  return (
    <div className="row">
      <label>
        {t("records.survivorship.field")}
        <select
          value={line.field}
          onChange={(event) => {
            const field = survivorFieldNames.find((one) => one === event.target.value) ?? "title";
            onChange({ ...line, field });
          }}
        >
          {survivorFieldNames.map((field) => (
            <option key={field} value={field}>
              {t(`records.field.${field}`)}
            </option>
          ))}
        </select>
        <span className="quiet">
          {marc21} · {unimarc}
        </span>
      </label>
      <Whose line={line} members={props.members} onChange={onChange} />
      {lists && (
        <label className="check">
          <input
            type="checkbox"
            checked={line.alone}
            onChange={(event) => onChange({ ...line, alone: event.target.checked })}
          />{" "}
          {t("records.survivorship.alone")}
        </label>
      )}
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

/** The library, the level, or both. */
function Whose(props: { line: Line; members: Member[]; onChange: (line: Line) => void }): ReactNode {
  const { line, onChange } = props;
  return (
    <>
      <label>
        {t("records.survivorship.member")}
        <select value={line.member} onChange={(event) => onChange({ ...line, member: event.target.value })}>
          <option value="">{t("records.survivorship.any")}</option>
          {props.members.map(({ code, name }) => (
            <option key={code} value={code}>
              {pick(name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("records.survivorship.level")}
        <select
          required={line.member === ""}
          value={line.level}
          onChange={(event) => onChange({ ...line, level: event.target.value })}
        >
          <option value="">{t("records.survivorship.any")}</option>
          {LEVELS.map((level) => (
            <option key={level} value={level}>
              {levelName(level)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Samples({ preview }: { preview: Preview }): ReactNode {
  return (
    <section aria-label={t("records.survivorship.try")}>
      <p role="status">
        {t("records.survivorship.tried", { looked: preview.looked, changed: preview.changed })}
      </p>
      {preview.samples.map((sample) => (
        <details key={sample.instanceId} open={preview.samples.length < 4}>
          <summary>
            <a href={`/staff/records/${sample.instanceId}`}>
              <cite>{sample.title}</cite>
            </a>
          </summary>
          <dl>
            {sample.fields.map(({ field, before, after }) => (
              <div key={field}>
                <dt>{t(`records.field.${field}`)}</dt>
                <dd>
                  <del>{before.join(t("list.semicolon"))}</del> <ins>{after.join(t("list.semicolon"))}</ins>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </section>
  );
}
