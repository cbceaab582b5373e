import { type DragEvent, type ReactNode, useState } from "react";
import { sectionKinds } from "../../../../server/src/object-formats/words.ts";
import { t } from "../../text.ts";
import type { PageRow, Row, SectionRow } from "./rows.ts";
import type { Work } from "./use-rows.ts";

/** What can be done with a line. */
type RowHandlers = Pick<Work, "keys" | "choose" | "drag" | "drop" | "change" | "remove">;

/** Where what is dragged would go. */
function useOver(row: Row, drop: RowHandlers["drop"]) {
  const [isOver, setOver] = useState(false);
  return {
    "data-over": isOver ? "true" : undefined,
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      drop(event, row.key);
    },
  };
}

/** A page: pressed it is chosen, with shift all from the last one on; dragged, or moved by alt and arrows. */
export function PageTile(props: RowHandlers & { row: PageRow; place: number; isChosen: boolean }): ReactNode {
  const { row, place, isChosen } = props;
  const over = useOver(row, props.drop);
  const name = row.label || row.name;
  return (
    <li className="arrangement-page" {...over}>
      <button
        type="button"
        id={`page-${row.key}`}
        draggable
        aria-pressed={isChosen}
        aria-label={t("arrangement.page", { place, name })}
        title={row.name}
        onDragStart={(event) => props.drag(event, row)}
        onKeyDown={(event) => {
          if (event.key === "Delete") props.remove(row.key);
          else props.keys(event, row);
        }}
        onClick={(event) => props.choose(row, event.shiftKey)}
      >
        {row.type.startsWith("image/") ? (
          <img
            src={`/iiif/image/${row.file}/full/!120,120/0/default.jpg`}
            alt=""
            loading="lazy"
            draggable={false}
          />
        ) : (
          <span className="arrangement-other">{row.name}</span>
        )}
        <span className="num">{place}</span>
        <b>{row.label}</b>
      </button>
    </li>
  );
}

/** A section: its kind and name; dragged or moved it takes along all that is in it. */
export function SectionBar(
  props: RowHandlers & { row: SectionRow; indent: (by: -1 | 1) => void; nudge: (by: -1 | 1) => void },
): ReactNode {
  const { row } = props;
  const over = useOver(row, props.drop);
  const button = (sign: string, key: string, press: () => void): ReactNode => (
    <button
      type="button"
      aria-label={t(key, { name: row.label })}
      title={t(key, { name: row.label })}
      onClick={press}
    >
      {sign}
    </button>
  );
  return (
    <li className={`arrangement-section arrangement-depth-${row.depth}`} {...over}>
      <button
        type="button"
        id={`section-${row.key}`}
        className="arrangement-grip"
        draggable
        aria-label={t("arrangement.section", { name: row.label })}
        onDragStart={(event) => props.drag(event, row)}
        onKeyDown={(event) => props.keys(event, row)}
      >
        ⠿
      </button>
      <select
        aria-label={t("arrangement.kind")}
        value={row.kind}
        onChange={(event) =>
          props.change({ ...row, kind: sectionKinds.find((one) => one === event.target.value) ?? row.kind })
        }
      >
        {sectionKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`section.${kind}`)}
          </option>
        ))}
      </select>
      <input
        id={`name-${row.key}`}
        aria-label={t("arrangement.name")}
        value={row.label}
        maxLength={200}
        required
        onChange={(event) => props.change({ ...row, label: event.target.value })}
      />
      {button("←", "arrangement.outdent", () => props.indent(-1))}
      {button("→", "arrangement.indent", () => props.indent(1))}
      {button("↑", "arrangement.up", () => props.nudge(-1))}
      {button("↓", "arrangement.down", () => props.nudge(1))}
      {button("✕", "arrangement.remove-section", () => props.remove(row.key))}
    </li>
  );
}
