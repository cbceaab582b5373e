import { type ReactNode, useState } from "react";
import type { Field } from "../../../server/src/collections/schema.ts";
import { coreElements, facetKinds, fieldTypes } from "../../../server/src/collections/words.ts";
import { pick, t } from "../text.ts";
import { DraftEditor, type Editing } from "./draft.tsx";
import { Choice, LocalInputs, Tick } from "./local-inputs.tsx";

/** The fields of a collection: their order left, the chosen one right. */
export function FieldsPart({ slug }: { slug: string }): ReactNode {
  return <DraftEditor slug={slug}>{(editing) => <FieldsEditor {...editing} />}</DraftEditor>;
}

const EMPTY: Omit<Field, "key"> = {
  type: "text",
  label: {},
  help: {},
  core: null,
  vocabulary: null,
  unit: "",
  pattern: "",
  required: false,
  many: false,
  inLanguages: false,
  searched: true,
  facet: "none",
  sorted: false,
  inList: false,
  inDetail: true,
  fields: [],
};

function FieldsEditor({ config, change }: Editing): ReactNode {
  const [at, setAt] = useState(0);
  const { fields } = config;
  const field = fields[at];
  const replace = (next: Field[]): void => change({ fields: next });
  const move = (by: number): void => {
    const to = at + by;
    if (to < 0 || to >= fields.length) return;
    const next = [...fields];
    [next[at], next[to]] = [next[to]!, next[at]!];
    replace(next);
    setAt(to);
  };
  const add = (): void => {
    let number = fields.length + 1;
    while (fields.some((one) => one.key === `field-${number}`)) number++;
    replace([...fields, { ...EMPTY, key: `field-${number}` }]);
    setAt(fields.length);
  };
  return (
    <div className="list-beside">
      <div>
        <ol className="field-list">
          {fields.map((one, i) => (
            <li key={one.key}>
              <button type="button" aria-pressed={i === at} onClick={() => setAt(i)}>
                <b>{pick(one.label) || one.key}</b>
                <span className="quiet">
                  {t(`collections.type.${one.type}`)}
                  {one.facet === "none" ? "" : ` · ${t(`collections.facet.${one.facet}`)}`}
                  {one.required ? ` · ${t("collections.field.required")}` : ""}
                </span>
              </button>
            </li>
          ))}
        </ol>
        <p className="actions">
          <button type="button" onClick={add}>
            {t("collections.field.add")}
          </button>
          <button type="button" onClick={() => move(-1)} disabled={at === 0}>
            {t("collections.field.up")}
          </button>
          <button type="button" onClick={() => move(1)} disabled={at >= fields.length - 1}>
            {t("collections.field.down")}
          </button>
        </p>
      </div>
      {field && (
        <FieldEditor
          key={at}
          field={field}
          vocabularies={config.vocabularies.map((one) => one.key)}
          onChange={(next) => replace(fields.map((one, i) => (i === at ? next : one)))}
          onRemove={() => {
            replace(fields.filter((_one, i) => i !== at));
            setAt(Math.max(0, at - 1));
          }}
        />
      )}
    </div>
  );
}

function FieldEditor(props: {
  field: Field;
  vocabularies: string[];
  onChange: (field: Field) => void;
  onRemove: () => void;
}): ReactNode {
  const { field } = props;
  const set = (next: Partial<Field>): void => props.onChange({ ...field, ...next });
  return (
    <div className="admin">
      <LocalInputs
        legend={t("collections.field.label")}
        value={field.label}
        onChange={(label) => set({ label })}
      />
      <FieldKind field={field} vocabularies={props.vocabularies} set={set} />
      <FieldValues field={field} vocabularies={props.vocabularies} set={set} />
      <div className="ticks">
        {(["required", "many", "inLanguages", "searched", "inList", "inDetail", "sorted"] as const).map(
          (name) => (
            <Tick
              key={name}
              label={t(`collections.field.${name}`)}
              value={field[name]}
              onChange={(value) => set({ [name]: value })}
            />
          ),
        )}
      </div>
      {field.type === "group" && <SubFields field={field} set={set} />}
      <LocalInputs
        legend={t("collections.field.help")}
        value={field.help}
        onChange={(help) => set({ help })}
      />
      <p className="actions">
        <button type="button" onClick={props.onRemove}>
          {t("collections.field.remove")}
        </button>
      </p>
    </div>
  );
}

type FieldProps = { field: Field; vocabularies: string[]; set: (next: Partial<Field>) => void };

/** What a field is, and what it is elsewhere. */
function FieldKind({ field, set }: FieldProps): ReactNode {
  return (
    <div className="row">
      <label>
        {t("collections.field.key")}
        <input
          value={field.key}
          maxLength={40}
          onChange={(event) => set({ key: event.target.value.toLowerCase().replace(/[^a-z0-9-]/g, "") })}
        />
      </label>
      <Choice
        label={t("collections.field.type")}
        names="collections.type"
        options={fieldTypes}
        value={field.type}
        onChange={(type) => set({ type: type ?? "text" })}
      />
      <Choice
        label={t("collections.field.core")}
        names="collections.core"
        options={coreElements}
        value={field.core}
        none={t("collections.core.none")}
        onChange={(core) => set({ core })}
      />
    </div>
  );
}

/** What its values may be, and how they narrow a search. */
function FieldValues({ field, vocabularies, set }: FieldProps): ReactNode {
  return (
    <div className="row">
      {field.type === "term" && (
        <Choice
          label={t("collections.field.vocabulary")}
          names=""
          options={vocabularies}
          value={field.vocabulary}
          none="—"
          onChange={(vocabulary) => set({ vocabulary })}
        />
      )}
      {field.type === "number" && (
        <label>
          {t("collections.field.unit")}
          <input value={field.unit} maxLength={20} onChange={(event) => set({ unit: event.target.value })} />
        </label>
      )}
      {field.type === "text" && (
        <label>
          {t("collections.field.pattern")}
          <input
            value={field.pattern}
            maxLength={200}
            onChange={(event) => set({ pattern: event.target.value })}
          />
        </label>
      )}
      <Choice
        label={t("collections.field.facet")}
        names="collections.facet"
        options={facetKinds}
        value={field.facet}
        onChange={(facet) => set({ facet: facet ?? "none" })}
      />
    </div>
  );
}

/** Parts of a group: one a line, `key = name`. */
function SubFields(props: { field: Field; set: (next: Partial<Field>) => void }): ReactNode {
  const text = props.field.fields.map((one) => `${one.key} = ${pick(one.label)}`).join("\n");
  const read = (value: string): Field["fields"] =>
    value.split("\n").flatMap((line) => {
      const [key = "", name = ""] = line.split("=").map((part) => part.trim());
      const known = props.field.fields.find((one) => one.key === key);
      if (!/^[a-z][a-z0-9-]{0,39}$/.test(key)) return [];
      return [
        {
          key,
          type: known?.type ?? "text",
          vocabulary: known?.vocabulary ?? null,
          label: name ? { ...known?.label, "zh-Hans": name } : (known?.label ?? {}),
        },
      ];
    });
  return (
    <label>
      {t("collections.field.parts")}
      <textarea
        rows={4}
        defaultValue={text}
        onBlur={(event) => props.set({ fields: read(event.target.value) })}
      />
    </label>
  );
}
