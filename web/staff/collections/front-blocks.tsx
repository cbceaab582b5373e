import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { FrontBlock } from "../../../server/src/collections/front-schema.ts";
import { featuredChoices } from "../../../server/src/collections/words.ts";
import { ask } from "../api.ts";
import { pick, t } from "../text.ts";
import type { Editing } from "./draft.tsx";
import { ObjectFinder, PickedObject } from "./featured.tsx";
import { Choice, LocalInputs } from "./local-inputs.tsx";

const MOST = 24;
const today = (): string => new Intl.DateTimeFormat("en-CA").format();

/** What a block begins as. */
const begun: Record<FrontBlock["kind"], () => FrontBlock> = {
  hero: () => ({ kind: "hero", objects: [] }),
  text: () => ({ kind: "text", title: {}, text: {} }),
  featured: () => ({ kind: "featured", title: {}, by: "hand", topic: null, count: 6 }),
  wall: () => ({ kind: "wall", field: null }),
  topics: () => ({ kind: "topics" }),
  hot: () => ({ kind: "hot", count: 6 }),
  newest: () => ({ kind: "newest", count: 12 }),
  timeline: () => ({ kind: "timeline" }),
  map: () => ({ kind: "map" }),
  exhibition: () => ({ kind: "exhibition", slug: "" }),
  news: () => ({ kind: "news", items: [{ on: today(), title: {}, text: {} }] }),
};
const kinds = Object.keys(begun) as FrontBlock["kind"][];

/** The blocks of a front page, in their order: added, moved, filled, removed. */
export function FrontBlocks(editing: Editing): ReactNode {
  const { config, change } = editing;
  const { front } = config;
  const move = (at: number, by: number): void => {
    const next = [...front];
    const [moved] = next.splice(at, 1);
    next.splice(at + by, 0, moved!);
    change({ front: next });
  };
  return (
    <fieldset>
      <legend>{t("collections.front.blocks")}</legend>
      <ol className="block-list front-blocks">
        {front.map((block, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no name but their place
          <li key={at}>
            <BlockActs
              name={t(`collections.front.block.${block.kind}`)}
              onUp={at === 0 ? null : () => move(at, -1)}
              onDown={at === front.length - 1 ? null : () => move(at, 1)}
              onRemove={() => change({ front: front.filter((_each, i) => i !== at) })}
            />
            <details>
              <summary>{t(`collections.front.block.${block.kind}`)}</summary>
              <BlockFields
                editing={editing}
                block={block}
                set={(next) => change({ front: front.map((each, i) => (i === at ? next : each)) })}
              />
            </details>
          </li>
        ))}
      </ol>
      <label>
        {t("collections.front.add")}
        <select
          value=""
          disabled={front.length >= MOST}
          onChange={(event) =>
            change({ front: [...front, begun[event.target.value as FrontBlock["kind"]]()] })
          }
        >
          <option value="">{t("collections.front.add.which")}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`collections.front.block.${kind}`)}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}

/** What is done with a block as a whole. */
function BlockActs(props: {
  name: string;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: () => void;
}): ReactNode {
  const acts = [
    { sign: "↑", label: t("exhibitions.up"), act: props.onUp },
    { sign: "↓", label: t("collections.front.down"), act: props.onDown },
    { sign: "×", label: t("admin.remove"), act: props.onRemove },
  ];
  return (
    <div className="block-acts">
      {acts.map(({ sign, label, act }) => (
        <button
          key={sign}
          type="button"
          disabled={act === null}
          aria-label={`${label}: ${props.name}`}
          onClick={() => act?.()}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}

type Of<K extends FrontBlock["kind"]> = Extract<FrontBlock, { kind: K }>;
type Fields<K extends FrontBlock["kind"] = FrontBlock["kind"]> = {
  editing: Editing;
  block: Of<K>;
  set: (next: FrontBlock) => void;
};

function BlockFields({ block, editing, set }: Fields): ReactNode {
  const how = <p className="quiet">{t(`collections.front.how.${block.kind}`)}</p>;
  switch (block.kind) {
    case "hero":
      return <HeroFields editing={editing} block={block} set={set} />;
    case "text":
      return (
        <>
          <LocalInputs
            legend={t("collections.front.title")}
            value={block.title}
            onChange={(title) => set({ ...block, title })}
          />
          <LocalInputs
            legend={t("collections.front.words")}
            rows={4}
            value={block.text}
            onChange={(text) => set({ ...block, text })}
          />
          <p className="quiet">{t("collections.front.rich")}</p>
        </>
      );
    case "featured":
      return <FeaturedFields editing={editing} block={block} set={set} />;
    case "wall":
      return (
        <Choice
          label={t("collections.front.tree")}
          names=""
          none={t("collections.front.tree.all")}
          options={editing.config.fields.flatMap((field) => (field.type === "term" ? field.key : []))}
          value={block.field}
          onChange={(field) => set({ ...block, field })}
        />
      );
    case "hot":
    case "newest":
      return (
        <>
          {how}
          <Count value={block.count} onChange={(count) => set({ ...block, count })} />
        </>
      );
    case "exhibition":
      return <ExhibitionFields editing={editing} block={block} set={set} />;
    case "news":
      return <NewsFields editing={editing} block={block} set={set} />;
    default:
      return how;
  }
}

function Count(props: { value: number; onChange: (value: number) => void }): ReactNode {
  return (
    <label>
      {t("collections.front.count")}
      <input
        type="number"
        min={1}
        max={24}
        value={props.value}
        onChange={(event) => props.onChange(Math.min(24, Math.max(1, Number(event.target.value) || 1)))}
      />
    </label>
  );
}

function HeroFields({ editing, block, set }: Fields<"hero">): ReactNode {
  const { objects } = block;
  return (
    <>
      <p className="quiet">{t("collections.front.how.hero")}</p>
      <ul className="picked-objects">
        {objects.map((number) => (
          <li key={number}>
            <PickedObject slug={editing.slug} number={number} />
            <button
              type="button"
              onClick={() => set({ ...block, objects: objects.filter((one) => one !== number) })}
            >
              {t("admin.remove")}
            </button>
          </li>
        ))}
      </ul>
      {objects.length < 3 ? (
        <ObjectFinder
          slug={editing.slug}
          taken={objects}
          onPick={(number) => set({ ...block, objects: [...objects, number] })}
        />
      ) : null}
    </>
  );
}

function FeaturedFields({ editing, block, set }: Fields<"featured">): ReactNode {
  const { topics } = editing.config;
  return (
    <>
      <LocalInputs
        legend={t("collections.front.title")}
        value={block.title}
        onChange={(title) => set({ ...block, title })}
      />
      <div className="row">
        <Choice
          label={t("collections.front.by")}
          names="collections.front.by"
          options={featuredChoices}
          value={block.by}
          onChange={(by) => by && set({ ...block, by })}
        />
        {block.by === "topic" ? (
          <label>
            {t("collections.front.topic")}
            <select
              value={block.topic ?? ""}
              onChange={(event) => set({ ...block, topic: event.target.value || null })}
            >
              <option value="">—</option>
              {topics.map((topic) => (
                <option key={topic.key} value={topic.key}>
                  {pick(topic.name) || topic.key}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <Count value={block.count} onChange={(count) => set({ ...block, count })} />
      </div>
    </>
  );
}

function ExhibitionFields({ block, set }: Fields<"exhibition">): ReactNode {
  const open = useQuery({
    queryKey: ["exhibitions-open"],
    queryFn: async () => (await ask("GET /exhibitions")).items,
  });
  return (
    <label>
      {t("collections.front.block.exhibition")}
      <select value={block.slug} onChange={(event) => set({ ...block, slug: event.target.value })}>
        <option value="">—</option>
        {(open.data ?? []).map((one) => (
          <option key={one.slug} value={one.slug}>
            {pick(one.title) || one.slug}
          </option>
        ))}
      </select>
    </label>
  );
}

function NewsFields({ block, set }: Fields<"news">): ReactNode {
  const { items } = block;
  const change = (at: number, next: Partial<(typeof items)[number]>): void =>
    set({ ...block, items: items.map((each, i) => (i === at ? { ...each, ...next } : each)) });
  return (
    <>
      <p className="quiet">{t("collections.front.how.news")}</p>
      {items.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: news have no name but their place
        <fieldset key={at}>
          <legend>{pick(one.title) || one.on}</legend>
          <label>
            {t("collections.front.on")}
            <input
              type="date"
              value={one.on}
              onChange={(event) => event.target.value && change(at, { on: event.target.value })}
            />
          </label>
          <LocalInputs
            legend={t("collections.front.title")}
            value={one.title}
            onChange={(title) => change(at, { title })}
          />
          <LocalInputs
            legend={t("collections.front.words")}
            rows={3}
            value={one.text}
            onChange={(text) => change(at, { text })}
          />
          <button
            type="button"
            onClick={() => set({ ...block, items: items.filter((_each, i) => i !== at) })}
          >
            {t("admin.remove")}
          </button>
        </fieldset>
      ))}
      {items.length < 20 ? (
        <button
          type="button"
          onClick={() => set({ ...block, items: [{ on: today(), title: {}, text: {} }, ...items] })}
        >
          {t("collections.front.news.add")}
        </button>
      ) : null}
    </>
  );
}
