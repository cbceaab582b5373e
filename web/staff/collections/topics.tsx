import type { ReactNode } from "react";
import type { Config } from "../../../server/src/collections/schema.ts";
import { branchingFacets } from "../../../server/src/collections/words.ts";
import { pick, t } from "../text.ts";
import type { Editing } from "./draft.tsx";
import { LocalInputs } from "./local-inputs.tsx";

type Topic = Config["topics"][number];

/** Parts of a collection by conditions, and by hand. */
export function Topics({ config, change }: Editing): ReactNode {
  const { topics } = config;
  const add = (): void => {
    let number = topics.length + 1;
    while (topics.some((one) => one.key === `topic-${number}`)) number++;
    const empty = { name: {}, intro: {}, conditions: [], included: [], excluded: [] };
    change({ topics: [...topics, { key: `topic-${number}`, ...empty }] });
  };
  return (
    <fieldset>
      <legend>{t("collections.front.topics")}</legend>
      {topics.map((topic, at) => (
        <TopicEditor
          key={topic.key}
          topic={topic}
          config={config}
          isOpen={at === topics.length - 1}
          set={(next) =>
            change({ topics: topics.map((each, i) => (i === at ? { ...each, ...next } : each)) })
          }
          onRemove={() => change({ topics: topics.filter((_one, i) => i !== at) })}
        />
      ))}
      <p className="actions">
        <button type="button" onClick={add}>
          {t("collections.front.topics.add")}
        </button>
        <span className="quiet">{t("collections.front.topics.how")}</span>
      </p>
    </fieldset>
  );
}

const numbersIn = (text: string): number[] =>
  text
    .split(/\D+/)
    .map(Number)
    .filter((one) => one > 0);

function TopicEditor(props: {
  topic: Topic;
  config: Config;
  isOpen: boolean;
  set: (next: Partial<Topic>) => void;
  onRemove: () => void;
}): ReactNode {
  const { topic, set } = props;
  const facets = props.config.fields.filter((field) => branchingFacets.includes(field.facet));
  const demand = (field: string, text: string): void => {
    const values = text.split("|").flatMap((one) => one.trim() || []);
    const others = topic.conditions.filter((one) => one.field !== field);
    set({ conditions: values.length > 0 ? [...others, { field, values }] : others });
  };
  return (
    <details open={props.isOpen}>
      <summary>{pick(topic.name) || topic.key}</summary>
      <LocalInputs legend={t("collections.new.name")} value={topic.name} onChange={(name) => set({ name })} />
      {facets.map((field) => (
        <label key={field.key}>
          {pick(field.label) || field.key}
          <input
            defaultValue={topic.conditions.find((one) => one.field === field.key)?.values.join(" | ") ?? ""}
            onBlur={(event) => demand(field.key, event.target.value)}
          />
        </label>
      ))}
      <div className="row">
        {(["included", "excluded"] as const).map((name) => (
          <label key={name}>
            {t(`collections.front.${name}`)}
            <input
              defaultValue={topic[name].join(", ")}
              onBlur={(event) => set({ [name]: numbersIn(event.target.value) })}
            />
          </label>
        ))}
      </div>
      <button type="button" onClick={props.onRemove}>
        {t("admin.remove")}
      </button>
    </details>
  );
}
