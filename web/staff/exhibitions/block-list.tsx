import { type ReactNode, useState } from "react";
import type { Block, Step } from "../../../server/src/exhibitions/schema.ts";
import { type BlockKind, blockKinds } from "../../../server/src/exhibitions/words.ts";
import { LocalInputs } from "../collections/local-inputs.tsx";
import { t } from "../text.ts";
import { ObjectChoice, ObjectPlace, PlaceInput } from "./object-picker.tsx";
import { RegionPicker } from "./region-picker.tsx";

/** A block before anything was chosen for it; object 1 stands until another is. */
const empty: Record<BlockKind, Block> = {
  text: { kind: "text", title: {}, text: {} },
  object: { kind: "object", object: 1, place: 1, note: {} },
  zoom: {
    kind: "zoom",
    object: 1,
    place: 1,
    title: {},
    steps: [{ x: 30, y: 30, width: 40, height: 40, title: {}, text: {} }],
  },
  compare: { kind: "compare", left: { object: 1, place: 1 }, right: { object: 1, place: 1 }, note: {} },
  media: { kind: "media", object: 1, note: {} },
  wall: { kind: "wall", title: {}, objects: [1] },
};

/** What stands in a section, in order; each is changed in its place. */
export function BlockList(props: { blocks: Block[]; onChange: (blocks: Block[]) => void }): ReactNode {
  const { blocks, onChange } = props;
  const [open, setOpen] = useState<number | null>(null);
  const put = (at: number, block: Block): void =>
    onChange(blocks.map((each, i) => (i === at ? block : each)));
  const move = (at: number, by: number): void => {
    const next = [...blocks];
    const [moved] = next.splice(at, 1);
    next.splice(at + by, 0, moved!);
    onChange(next);
    setOpen(at + by);
  };
  return (
    <>
      <ol className="block-list">
        {blocks.map((block, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no other name
          <li key={at}>
            <BlockHead
              kind={block.kind}
              at={at}
              last={blocks.length - 1}
              isOpen={open === at}
              onOpen={() => setOpen(open === at ? null : at)}
              onMove={(by) => move(at, by)}
              onRemove={() => {
                onChange(blocks.filter((_each, i) => i !== at));
                setOpen(null);
              }}
            />
            {open === at ? <BlockFields block={block} onChange={(next) => put(at, next)} /> : null}
          </li>
        ))}
      </ol>
      <p className="actions">
        <span className="quiet">{t("exhibitions.block.add")}</span>
        {blockKinds.map((kind) => (
          <button
            key={kind}
            type="button"
            onClick={() => {
              onChange([...blocks, structuredClone(empty[kind])]);
              setOpen(blocks.length);
            }}
          >
            {t(`exhibitions.block.${kind}`)}
          </button>
        ))}
      </p>
    </>
  );
}

/** What a block is, and the buttons that open, move and remove it. */
function BlockHead(props: {
  kind: BlockKind;
  at: number;
  last: number;
  isOpen: boolean;
  onOpen: () => void;
  onMove: (by: number) => void;
  onRemove: () => void;
}): ReactNode {
  return (
    <div className="block-head">
      <button type="button" aria-expanded={props.isOpen} onClick={props.onOpen}>
        {t(`exhibitions.block.${props.kind}`)}
      </button>
      <button
        type="button"
        disabled={props.at === 0}
        aria-label={t("exhibitions.up")}
        onClick={() => props.onMove(-1)}
      >
        ↑
      </button>
      <button
        type="button"
        disabled={props.at === props.last}
        aria-label={t("exhibitions.down")}
        onClick={() => props.onMove(1)}
      >
        ↓
      </button>
      <button type="button" aria-label={t("exhibitions.remove")} onClick={props.onRemove}>
        ×
      </button>
    </div>
  );
}

function BlockFields({ block, onChange }: { block: Block; onChange: (block: Block) => void }): ReactNode {
  switch (block.kind) {
    case "text":
      return (
        <>
          <LocalInputs
            legend={t("exhibitions.block.heading")}
            value={block.title}
            onChange={(title) => onChange({ ...block, title })}
          />
          <LocalInputs
            legend={t("exhibitions.block.words")}
            rows={6}
            value={block.text}
            onChange={(text) => onChange({ ...block, text })}
          />
        </>
      );
    case "object":
    case "media":
      return (
        <>
          <ObjectChoice
            value={block.object}
            onChange={(object) =>
              onChange(block.kind === "object" ? { ...block, object, place: 1 } : { ...block, object })
            }
          />
          {block.kind === "object" ? (
            <PlaceInput value={block.place} onChange={(place) => onChange({ ...block, place })} />
          ) : null}
          <LocalInputs
            legend={t("exhibitions.block.note")}
            rows={3}
            value={block.note}
            onChange={(note) => onChange({ ...block, note })}
          />
        </>
      );
    case "compare":
      return (
        <>
          <ObjectPlace value={block.left} onChange={(left) => onChange({ ...block, left })} />
          <ObjectPlace value={block.right} onChange={(right) => onChange({ ...block, right })} />
          <LocalInputs
            legend={t("exhibitions.block.note")}
            rows={3}
            value={block.note}
            onChange={(note) => onChange({ ...block, note })}
          />
        </>
      );
    case "wall":
      return <WallFields block={block} onChange={onChange} />;
    case "zoom":
      return <ZoomFields block={block} onChange={onChange} />;
  }
}

type Of<K extends BlockKind> = Extract<Block, { kind: K }>;

function WallFields(props: { block: Of<"wall">; onChange: (block: Block) => void }): ReactNode {
  const { block, onChange } = props;
  const { objects } = block;
  return (
    <>
      <LocalInputs
        legend={t("exhibitions.block.heading")}
        value={block.title}
        onChange={(title) => onChange({ ...block, title })}
      />
      {objects.map((object, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same object may be chosen while another is looked for
        <div key={at} className="row">
          <ObjectChoice
            value={object}
            onChange={(next) =>
              onChange({ ...block, objects: objects.map((each, i) => (i === at ? next : each)) })
            }
          />
          {objects.length > 1 ? (
            <button
              type="button"
              aria-label={t("exhibitions.remove")}
              onClick={() => onChange({ ...block, objects: objects.filter((_each, i) => i !== at) })}
            >
              ×
            </button>
          ) : null}
        </div>
      ))}
      {objects.length < 24 ? (
        <button type="button" onClick={() => onChange({ ...block, objects: [...objects, 1] })}>
          {t("exhibitions.object.add")}
        </button>
      ) : null}
    </>
  );
}

function ZoomFields(props: { block: Of<"zoom">; onChange: (block: Block) => void }): ReactNode {
  const { block, onChange } = props;
  const { steps } = block;
  const set = (at: number, change: Partial<Step>): void =>
    onChange({ ...block, steps: steps.map((each, i) => (i === at ? { ...each, ...change } : each)) });
  return (
    <>
      <ObjectChoice value={block.object} onChange={(object) => onChange({ ...block, object, place: 1 })} />
      <PlaceInput value={block.place} onChange={(place) => onChange({ ...block, place })} />
      <LocalInputs
        legend={t("exhibitions.block.heading")}
        value={block.title}
        onChange={(title) => onChange({ ...block, title })}
      />
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other name
        <fieldset key={at} className="exhibition-step">
          <legend>{t("exhibitions.step", { number: at + 1 })}</legend>
          <RegionPicker
            object={block.object}
            place={block.place}
            value={step}
            onChange={(part) => set(at, part)}
          />
          <LocalInputs
            legend={t("exhibitions.block.heading")}
            value={step.title}
            onChange={(title) => set(at, { title })}
          />
          <LocalInputs
            legend={t("exhibitions.block.words")}
            rows={2}
            value={step.text}
            onChange={(text) => set(at, { text })}
          />
          {steps.length > 1 ? (
            <button
              type="button"
              onClick={() => onChange({ ...block, steps: steps.filter((_each, i) => i !== at) })}
            >
              {t("exhibitions.remove")}
            </button>
          ) : null}
        </fieldset>
      ))}
      {steps.length < 20 ? (
        <button
          type="button"
          onClick={() =>
            onChange({
              ...block,
              steps: [...steps, { x: 30, y: 30, width: 40, height: 40, title: {}, text: {} }],
            })
          }
        >
          {t("exhibitions.step.add")}
        </button>
      ) : null}
    </>
  );
}
