import { checkRecord, type Finding } from "@commonshelf/marc/editing";
import type { MarcRecord } from "@commonshelf/marc/record";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { useUnsaved } from "../frame/unsaved.ts";
import { t } from "../text.ts";
import { romanisation } from "./conversion/romanise.ts";
import {
  type Cell,
  type Edit,
  type EditorState,
  edited,
  editorOf,
  pairsOf,
  type Row,
  recordOf,
} from "./editor-state.ts";
import { FieldHelp, type Flavour } from "./field-help.tsx";
import { FieldRow, type RowDeeds } from "./field-row.tsx";
import { findingText } from "./format-names.ts";

/** Fields that the platform keeps: they are shown and not typed. */
const LOCKED = new Set(["001", "005"]);
const LEADER = -1;

/** The record being typed, with what is wrong with it. */
export type Draft = { record: MarcRecord; errors: number; dirty: boolean };

/** The MARC editor: a grid of fields, help and findings beside it; `foot`: what is done with the draft. */
export function Editor(props: {
  initial: MarcRecord;
  flavour: Flavour;
  /** What a new record leaves empty is none of it: nothing is said of that. */
  isNew?: boolean;
  foot: (draft: Draft, replace: (record: MarcRecord) => void) => ReactNode;
}): ReactNode {
  const [state, edit] = useReducer(edited, props.initial, editorOf);
  const [focused, setFocused] = useState<number>(state.rows[0]?.id ?? LEADER);
  const list = useRef<HTMLOListElement>(null);
  const record = useMemo(() => recordOf(state), [state]);
  const findings = useMemo(() => {
    const all = checkRecord(record, props.flavour);
    return props.isNew ? all.filter((one) => !one.code.endsWith("-empty")) : all;
  }, [record, props.flavour, props.isNew]);
  const byRow = useMemo(() => findingsByRow(state, findings), [state, findings]);
  useUnsaved(state.past.length > 0);
  const rowsNow = useRef(state.rows);
  rowsNow.current = state.rows;

  const focus = useCallback((id: number, cell: Cell): void => {
    list.current?.querySelector<HTMLElement>(`[data-row="${id}"][data-cell="${cell}"]`)?.focus();
  }, []);
  const { flavour } = props;
  const deeds: RowDeeds = useMemo(
    () => ({
      edit: (one: Edit) => {
        // Shown before the next key: who types fast must not type into the field left behind.
        flushSync(() => edit(one));
        if (one.do !== "add") return;
        const row = list.current?.querySelector<HTMLElement>(`[data-row="${one.after}"]`)?.closest("li");
        row?.nextElementSibling?.querySelector<HTMLElement>('[data-cell="tag"]')?.focus();
      },
      focus,
      onFocus: setFocused,
      romanise: (row: Row) =>
        void romanisation(row, rowsNow.current, flavour).then((edits) => {
          for (const one of edits) edit(one);
        }),
    }),
    [focus, flavour],
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: undo works wherever the cursor stands in the editor
    <div className="editor" onKeyDown={(event) => undoKeys(event, edit)}>
      <div>
        <Tools state={state} edit={edit} focused={focused} />
        <ol className="grid" ref={list} aria-label={t("records.grid")}>
          <LeaderRow leader={state.leader} edit={edit} onFocus={() => setFocused(LEADER)} />
          <Rows state={state} byRow={byRow} focused={focused} deeds={deeds} flavour={flavour} />
        </ol>
        <General findings={findings} />
        {props.foot(
          {
            record,
            errors: findings.filter((one) => one.severity === "error").length,
            dirty: state.past.length > 0,
          },
          (next) => edit({ do: "replace", record: next }),
        )}
      </div>
      <Help state={state} focused={focused} flavour={flavour} deeds={deeds} edit={edit} />
    </div>
  );
}

/** Ctrl+Z goes back, Ctrl+Shift+Z and Ctrl+Y forth; in the reason and other text that is not of the record they are that text's own. */
function undoKeys(event: KeyboardEvent, edit: (edit: Edit) => void): void {
  if (event.nativeEvent.isComposing || !(event.ctrlKey || event.metaKey)) return;
  const { target } = event;
  if (target instanceof Element && target.matches("input, textarea") && !target.closest(".grid, .help"))
    return;
  const key = event.key.toLowerCase();
  const isBack = key === "z" && !event.shiftKey;
  if (!isBack && key !== "y" && key !== "z") return;
  event.preventDefault();
  edit({ do: isBack ? "undo" : "redo" });
}

/** Findings by the row they concern; a row that is no field yet has none. */
function findingsByRow(state: EditorState, findings: readonly Finding[]): Map<number, Finding[]> {
  const filled = state.rows.filter((row) => row.tag !== "" || row.content !== "");
  return Map.groupBy(
    findings.filter((one) => one.at >= 0 && filled[one.at]?.tag !== ""),
    (one) => filled[one.at]!.id,
  );
}

function Tools(props: { state: EditorState; edit: (edit: Edit) => void; focused: number }): ReactNode {
  const { state, edit, focused } = props;
  return (
    <p className="actions">
      <button type="button" disabled={state.past.length === 0} onClick={() => edit({ do: "undo" })}>
        {t("records.undo")}
      </button>
      <button type="button" disabled={state.future.length === 0} onClick={() => edit({ do: "redo" })}>
        {t("records.redo")}
      </button>
      <button type="button" onClick={() => edit({ do: "add", after: focused === LEADER ? null : focused })}>
        {t("records.addField")}
      </button>
      <button type="button" disabled={focused === LEADER} onClick={() => edit({ do: "remove", id: focused })}>
        {t("records.removeField")}
      </button>
      <span className="quiet">{t("records.keys")}</span>
    </p>
  );
}

function LeaderRow(props: { leader: string; edit: (edit: Edit) => void; onFocus: () => void }): ReactNode {
  return (
    <li className="field-row">
      <input className="tag" value="LDR" readOnly tabIndex={-1} aria-label={t("records.tag")} />
      <input
        className="content leader"
        aria-label={t("records.leader")}
        value={props.leader.replaceAll(" ", "#")}
        maxLength={24}
        onFocus={props.onFocus}
        onChange={(event) => props.edit({ do: "leader", text: event.target.value.replaceAll("#", " ") })}
      />
    </li>
  );
}

const NO_FINDINGS: readonly Finding[] = [];

function Rows(props: {
  state: EditorState;
  byRow: ReadonlyMap<number, Finding[]>;
  focused: number;
  deeds: RowDeeds;
  flavour: Flavour;
}): ReactNode {
  const { rows } = props.state;
  const { focused, flavour } = props;
  // Fields come to stand beside each other when the cursor leaves: a row that moves under the hands loses the next key.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed meanwhile is looked at afterwards
  const pairs = useMemo(
    () => (flavour === "marc21" ? pairsOf(rows) : new Map<number, number>()),
    [focused, rows.length, flavour],
  );
  const beside = new Set(pairs.values());
  // An 880 stands beside its field, not in the row of fields.
  const shown = rows.filter((row) => !beside.has(row.id));
  const one = (row: Row, at: number | undefined, pair?: ReactNode): ReactNode => (
    <FieldRow
      key={row.id}
      row={row}
      findings={props.byRow.get(row.id) ?? NO_FINDINGS}
      isFocused={row.id === focused}
      isLocked={LOCKED.has(row.tag) && row.content !== ""}
      above={at === undefined ? undefined : shown[at - 1]?.id}
      below={at === undefined ? undefined : shown[at + 1]?.id}
      deeds={props.deeds}
      pair={pair}
    />
  );
  return shown.map((row, at) => {
    const partner = rows.find((other) => other.id === pairs.get(row.id));
    return one(row, at, partner && <ol className="pair">{one(partner, undefined)}</ol>);
  });
}

/** What is wrong with the record as a whole. */
function General({ findings }: { findings: readonly Finding[] }): ReactNode {
  const whole = findings.filter((one) => one.at < 0);
  return (
    <p role="status" className={whole.length > 0 ? "refused" : "quiet"}>
      {whole.map(findingText).join(" ")}
    </p>
  );
}

function Help(props: {
  state: EditorState;
  focused: number;
  flavour: Flavour;
  deeds: RowDeeds;
  edit: (edit: Edit) => void;
}): ReactNode {
  const { state, focused, deeds } = props;
  const leader: Row = { id: LEADER, tag: "LDR", ind1: "", ind2: "", content: state.leader };
  const row = focused === LEADER ? leader : state.rows.find((one) => one.id === focused);
  if (!row) return null;
  return (
    <FieldHelp
      row={row}
      flavour={props.flavour}
      leader={state.leader}
      onContent={(text) =>
        props.edit(
          row === leader ? { do: "leader", text } : { do: "type", id: row.id, cell: "content", text },
        )
      }
      onInsert={(code) => {
        props.edit({ do: "type", id: row.id, cell: "content", text: `${row.content}‡${code}` });
        deeds.focus(row.id, "content");
      }}
      onRomanise={() => deeds.romanise(row)}
    />
  );
}
