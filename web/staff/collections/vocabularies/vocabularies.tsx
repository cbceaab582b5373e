import { type FormEvent, type ReactNode, useState } from "react";
import type { Term, Vocabulary } from "../../../../server/src/collections/schema.ts";
import { ask } from "../../api.ts";
import { Said, textOf, useAct } from "../../consortium/fields.tsx";
import { pick, t } from "../../text.ts";
import { DraftEditor, type Editing } from "../draft.tsx";
import { LocalInputs, Tick } from "../local-inputs.tsx";
import { inPinyinOrder, mergeTerm } from "./vocabulary-terms.ts";
import { readTerms, writeTerms } from "./vocabulary-text.ts";

/** The vocabularies of a collection: which there are left, the terms of the chosen one right. */
export function VocabulariesPart({ slug }: { slug: string }): ReactNode {
  return <DraftEditor slug={slug}>{(editing) => <Editor {...editing} />}</DraftEditor>;
}

function Editor(editing: Editing): ReactNode {
  const { config, change } = editing;
  const [at, setAt] = useState(0);
  const { vocabularies } = config;
  const one = vocabularies[at];
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
    <div className="list-beside">
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
          <Terms editing={editing} vocabulary={one} set={set} />
          {isTree && <p className="quiet">{t("collections.vocabulary.tree")}</p>}
        </div>
      )}
    </div>
  );
}

/** The terms as lines, from a file and to one, in another order, two of them as one. */
function Terms(props: {
  editing: Editing;
  vocabulary: Vocabulary;
  set: (next: Partial<Vocabulary>) => void;
}): ReactNode {
  const { editing, vocabulary: one, set } = props;
  return (
    <>
      <label>
        {t("collections.vocabulary.terms")}
        <textarea
          className="terms"
          rows={22}
          defaultValue={writeTerms(one.terms)}
          key={writeTerms(one.terms)}
          onBlur={(event) => {
            if (event.target.value !== writeTerms(one.terms)) set({ terms: readTerms(event.target.value) });
          }}
        />
      </label>
      <p className="quiet">{t("collections.vocabulary.how")}</p>
      <Exchange slug={editing.slug} vocabulary={one.key} onTerms={(terms) => set({ terms })} />
      <p className="actions">
        <button type="button" onClick={() => set({ terms: inPinyinOrder(one.terms) })}>
          {t("collections.vocabulary.by-pinyin")}
        </button>
      </p>
      <Merge editing={editing} vocabulary={one.key} />
    </>
  );
}

/** A vocabulary comes from a file of SKOS, and goes out as one. */
function Exchange(props: { slug: string; vocabulary: string; onTerms: (terms: Term[]) => void }): ReactNode {
  const act = useAct();
  const read = async (file: File): Promise<void> => {
    const text = await file.text();
    await act.run(
      async () => props.onTerms((await ask("POST /vocabulary-readings", { body: { text } })).terms),
      t("collections.vocabulary.read"),
    );
  };
  return (
    <>
      <label>
        {t("collections.vocabulary.import")}
        <input
          type="file"
          accept=".ttl,.nt,.rdf,.xml"
          disabled={act.busy}
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void read(file);
          }}
        />
      </label>
      <p>
        <a href={`/staff-files/collections/${props.slug}/vocabularies/${props.vocabulary}.ttl`}>
          {t("collections.vocabulary.export")}
        </a>
      </p>
      <Said act={act} />
    </>
  );
}

/** One term becomes part of another, and objects follow. */
function Merge({ editing, vocabulary }: { editing: Editing; vocabulary: string }): ReactNode {
  const { config, change } = editing;
  const [wanted, setWanted] = useState("");
  const terms = config.vocabularies.find((one) => one.key === vocabulary)!.terms;
  if (terms.length < 2) return null;
  const from = terms.some((one) => one.code === wanted) ? wanted : terms[0]!.code;
  const optionOf = (one: Term): ReactNode => (
    <option key={one.code} value={one.code}>
      {pick(one.label) || one.code}
    </option>
  );
  const merge = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const into = textOf(new FormData(event.currentTarget), "into");
    const { vocabularies, topics } = mergeTerm(config, vocabulary, from, into);
    change({ vocabularies, topics });
  };
  return (
    <form className="admin" onSubmit={merge} aria-label={t("collections.vocabulary.merge-do")}>
      <label>
        {t("collections.vocabulary.merge")}
        <select value={from} onChange={(event) => setWanted(event.target.value)}>
          {terms.map(optionOf)}
        </select>
      </label>
      <label>
        {t("collections.vocabulary.merge-into")}
        <select name="into" key={from}>
          {terms.filter((one) => one.code !== from).map(optionOf)}
        </select>
      </label>
      <p className="quiet">{t("collections.vocabulary.merge-what")}</p>
      <button type="submit">{t("collections.vocabulary.merge-do")}</button>
    </form>
  );
}
