import { type ReactNode, useState } from "react";
import { protectors } from "../../../../server/src/cataloguing/words.ts";
import { ask } from "../../api.ts";
import { Said, useAct } from "../../consortium/fields.tsx";
import type { Answer } from "../../operations.ts";
import { t } from "../../text.ts";

type Field = Answer<"GET /protected-fields">["fields"][number];
type Line = { key: number; field: Field };

/** Fields that only some may change: tags, whether only linked ones, and from which role on. */
export function ProtectedFields(props: { fields: Field[] }): ReactNode {
  const act = useAct("protected-fields");
  const [lines, setLines] = useState<Line[]>(() => props.fields.map((field, key) => ({ key, field })));
  const [next, setNext] = useState(lines.length);
  return (
    <form
      className="admin"
      aria-label={t("records.protected")}
      onSubmit={(event) => {
        event.preventDefault();
        const body = { fields: lines.map((line) => line.field) };
        void act.run(() => ask("PUT /protected-fields", { body }), t("records.protected.saved"));
      }}
    >
      {lines.length === 0 && <p className="quiet">{t("records.protected.none")}</p>}
      {lines.map((line) => (
        <FieldLine
          key={line.key}
          field={line.field}
          onChange={(field) => setLines(lines.map((one) => (one === line ? { ...one, field } : one)))}
          onRemove={() => setLines(lines.filter((one) => one !== line))}
        />
      ))}
      <p className="actions">
        <button
          type="button"
          onClick={() => {
            setLines([
              ...lines,
              { key: next, field: { tags: "", linkedOnly: false, role: "consortium-admin" } },
            ]);
            setNext(next + 1);
          }}
        >
          {t("records.protected.add")}
        </button>
        <button type="submit" className="primary" disabled={act.busy}>
          {t("admin.save")}
        </button>
      </p>
      <Said act={act} />
    </form>
  );
}

function FieldLine(props: {
  field: Field;
  onChange: (field: Field) => void;
  onRemove: () => void;
}): ReactNode {
  const { field, onChange } = props;
  return (
    <div className="row">
      <label>
        {t("records.protected.tags")}
        <input
          required
          value={field.tags}
          pattern="[0-9X]{3}(-[0-9X]{3})?"
          maxLength={7}
          onChange={(event) => onChange({ ...field, tags: event.target.value.trim() })}
        />
      </label>
      <label>
        {t("records.protected.role")}
        <select
          value={field.role}
          onChange={(event) => {
            const role = protectors.find((one) => one === event.target.value) ?? "consortium-admin";
            onChange({ ...field, role });
          }}
        >
          {protectors.map((role) => (
            <option key={role} value={role}>
              {t(`records.protected.role.${role}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={field.linkedOnly}
          onChange={(event) => onChange({ ...field, linkedOnly: event.target.checked })}
        />{" "}
        {t("records.protected.linkedOnly")}
      </label>
      <p className="actions">
        <button type="button" onClick={props.onRemove}>
          {t("records.audienceRules.remove")}
        </button>
      </p>
    </div>
  );
}
