import { type ReactNode, useState } from "react";
import { pick, t } from "../text.ts";
import { DraftEditor, type Editing } from "./draft.tsx";
import { LocalInputs, Tick } from "./local-inputs.tsx";
import { readTerms, writeTerms } from "./vocabulary-text.ts";

/** The vocabularies of a collection: which there are left, the terms of the chosen one right. */
export function VocabulariesPart({ slug }: { slug: string }): ReactNode {
  return <DraftEditor slug={slug}>{(editing) => <Editor {...editing} />}</DraftEditor>;
}

function Editor({ config, change }: Editing): ReactNode {
  const [at, setAt] = useState(0);
  const { vocabularies } = config;
  const one = vocabularies[at];
  type Vocabulary = (typeof vocabularies)[number];
  const set = (next: Partial<Vocabulary>): void =>
    change({ vocabularies: vocabularies.map((each, i) => (i === at ? { ...each, ...next } : each)) });
  const add = (): void => {
    let number = vocabularies.length + 1;
    while (vocabularies.some((each) => each.key === `terms-${number}`)) number++;
    change({
      vocabularies: [...vocabularies, { key: `terms-${number}`, label: {}, open: false, terms: [] }],
    });
    setAt(vocabularies.length);
  };
  const isTree = config.fields.some(
    (field) => field.vocabulary === one?.key && config.trees.includes(field.key),
  );
  return (
    <div className="beside">
      <div>
        <ol className="field-list">
          {vocabularies.map((each, i) => (
            <li key={each.key}>
              <button type="button" aria-pressed={i === at} onClick={() => setAt(i)}>
                <b>{pick(each.label) || each.key}</b>
                <span className="quiet">{t("collections.terms", { count: each.terms.length })}</span>
              </button>
            </li>
          ))}
        </ol>
        <p className="actions">
          <button type="button" onClick={add}>
            {t("collections.vocabulary.add")}
          </button>
        </p>
      </div>
      {one && (
        <div className="admin" key={one.key}>
          <LocalInputs
            legend={t("collections.field.label")}
            value={one.label}
            onChange={(label) => set({ label })}
          />
          <Tick
            label={t("collections.vocabulary.open")}
            value={one.open}
            onChange={(open) => set({ open })}
          />
          <label>
            {t("collections.vocabulary.terms")}
            <textarea
              className="terms"
              rows={22}
              defaultValue={writeTerms(one.terms)}
              onBlur={(event) => set({ terms: readTerms(event.target.value) })}
            />
          </label>
          <p className="quiet">{t("collections.vocabulary.how")}</p>
          {isTree && <p className="quiet">{t("collections.vocabulary.tree")}</p>}
        </div>
      )}
    </div>
  );
}
