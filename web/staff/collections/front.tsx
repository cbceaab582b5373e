import type { ReactNode } from "react";
import type { Config } from "../../../server/src/collections/schema.ts";
import {
  accessLevels,
  detailBlocks,
  rightsStatements,
  themeColours,
  themeNames,
  viewNames,
} from "../../../server/src/collections/words.ts";
import { pick, t } from "../text.ts";
import { DraftEditor, type Editing } from "./draft.tsx";
import { Choice, LocalInputs, Tick } from "./local-inputs.tsx";

/** What readers meet first: name, words, look, highlights, topics, rights. */
export function FrontPart({ slug }: { slug: string }): ReactNode {
  return (
    <DraftEditor slug={slug}>
      {(editing) => (
        <div className="beside">
          <div className="admin">
            <Words {...editing} />
            <Look {...editing} />
            <Rights {...editing} />
          </div>
          <div className="admin">
            <Trees {...editing} />
            <Featured {...editing} />
            <Topics {...editing} />
          </div>
        </div>
      )}
    </DraftEditor>
  );
}

function Words({ config, change }: Editing): ReactNode {
  return (
    <>
      <LocalInputs
        legend={t("collections.new.name")}
        value={config.name}
        onChange={(name) => change({ name })}
      />
      <LocalInputs
        legend={t("collections.front.intro")}
        rows={3}
        value={config.intro}
        onChange={(intro) => change({ intro })}
      />
    </>
  );
}

function Look({ config, change }: Editing): ReactNode {
  const { theme } = config;
  const toggle = <T extends string>(list: readonly T[], all: readonly T[], one: T): T[] => {
    const next = list.includes(one) ? list.filter((each) => each !== one) : [...list, one];
    return next.length === 0 ? [...list] : all.filter((each) => next.includes(each));
  };
  return (
    <fieldset>
      <legend>{t("collections.front.look")}</legend>
      <div className="row">
        <Choice
          label={t("collections.front.theme")}
          names="collections.theme"
          options={themeNames}
          value={theme.name}
          onChange={(name) => name && change({ theme: { ...theme, name } })}
        />
        <Choice
          label={t("collections.front.colour")}
          names="collections.colour"
          options={themeColours}
          value={theme.colour}
          onChange={(colour) => colour && change({ theme: { ...theme, colour } })}
        />
      </div>
      <div className="ticks">
        <Tick
          label={t("collections.front.rightToLeft")}
          value={config.rightToLeft}
          onChange={(rightToLeft) => change({ rightToLeft })}
        />
        <Tick
          label={t("collections.front.paged")}
          value={config.paged}
          onChange={(paged) => change({ paged })}
        />
        {viewNames.map((name) => (
          <Tick
            key={name}
            label={t(`collections.view.${name}`)}
            value={config.views.includes(name)}
            onChange={() => change({ views: toggle(config.views, viewNames, name) })}
          />
        ))}
        {detailBlocks.map((name) => (
          <Tick
            key={name}
            label={t(`collections.block.${name}`)}
            value={config.detail.includes(name)}
            onChange={() => change({ detail: toggle(config.detail, detailBlocks, name) })}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Rights({ config, change }: Editing): ReactNode {
  return (
    <fieldset>
      <legend>{t("collections.front.rights")}</legend>
      <div className="row">
        <Choice
          label={t("collections.front.access")}
          names="collections.access"
          options={accessLevels}
          value={config.access}
          onChange={(access) => access && change({ access })}
        />
        <Choice
          label={t("collections.front.statement")}
          names="collections.rights"
          options={rightsStatements}
          value={config.rights}
          onChange={(rights) => rights && change({ rights })}
        />
      </div>
      <LocalInputs
        legend={t("collections.front.rightsNote")}
        value={config.rightsNote}
        onChange={(rightsNote) => change({ rightsNote })}
      />
    </fieldset>
  );
}

function Trees({ config, change }: Editing): ReactNode {
  const terms = config.fields.filter((field) => field.type === "term");
  return (
    <fieldset>
      <legend>{t("collections.front.trees")}</legend>
      <div className="ticks">
        {terms.map((field) => (
          <Tick
            key={field.key}
            label={pick(field.label) || field.key}
            value={config.trees.includes(field.key)}
            onChange={(wanted) =>
              change({
                trees: wanted
                  ? [...config.trees, field.key]
                  : config.trees.filter((key) => key !== field.key),
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

function Featured({ config, change }: Editing): ReactNode {
  const { featured } = config;
  const set = (next: Config["featured"]): void => change({ featured: next });
  return (
    <fieldset>
      <legend>{t("collections.front.featured")}</legend>
      {featured.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place
        <div className="featured-line" key={at}>
          <label>
            {t("collections.front.number")}
            <input
              type="number"
              min={1}
              value={one.object}
              onChange={(event) =>
                set(
                  featured.map((each, i) =>
                    i === at ? { ...each, object: Number(event.target.value) || 1 } : each,
                  ),
                )
              }
            />
          </label>
          <LocalInputs
            legend={t("collections.front.note")}
            rows={2}
            value={one.note}
            onChange={(note) => set(featured.map((each, i) => (i === at ? { ...each, note } : each)))}
          />
          <button type="button" onClick={() => set(featured.filter((_each, i) => i !== at))}>
            {t("admin.remove")}
          </button>
        </div>
      ))}
      <p className="actions">
        <button
          type="button"
          disabled={featured.length >= 12}
          onClick={() => set([...featured, { object: 1, note: {} }])}
        >
          {t("collections.front.featured.add")}
        </button>
        <span className="quiet">{t("collections.front.featured.how")}</span>
      </p>
    </fieldset>
  );
}

type Topic = Config["topics"][number];

function Topics({ config, change }: Editing): ReactNode {
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
  const facets = props.config.fields.filter((field) => ["list", "tree", "letters"].includes(field.facet));
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
