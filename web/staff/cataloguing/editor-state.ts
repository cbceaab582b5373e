import { contentOf, DELIMITER, isControlTag, pairedFields, subfieldsOf } from "@commonshelf/marc/editing";
import { isData, type MarcField, type MarcRecord } from "@commonshelf/marc/record";

/** A field as it is typed: `id` stays with it wherever it is moved. */
export type Row = { id: number; tag: string; ind1: string; ind2: string; content: string };

/** What is typed, and the way back and forth. */
export type EditorState = {
  leader: string;
  rows: readonly Row[];
  nextId: number;
  past: readonly Snapshot[];
  future: readonly Snapshot[];
  /** The cell that was typed into last: typing on in it is one step to undo. */
  typing: string | null;
};
type Snapshot = Pick<EditorState, "leader" | "rows">;

/** Where the cursor stands in a line. */
export type Cell = "tag" | "ind1" | "ind2" | "content";

export type Edit =
  | { do: "type"; id: number; cell: Cell; text: string }
  | { do: "leader"; text: string }
  | { do: "add"; after: number | null; field?: MarcField }
  | { do: "remove"; id: number }
  | { do: "move"; id: number; by: 1 | -1 }
  | { do: "replace"; record: MarcRecord }
  | { do: "undo" }
  | { do: "redo" };

const MOST_STEPS = 200;

function rowOf(field: MarcField, id: number): Row {
  return isData(field)
    ? { id, tag: field.tag, ind1: field.ind1, ind2: field.ind2, content: contentOf(field) }
    : { id, tag: field.tag, ind1: "", ind2: "", content: field.value };
}

/** The field a row stands for. */
function fieldOf(row: Row): MarcField {
  if (isControlTag(row.tag)) return { tag: row.tag, value: row.content };
  const mark = (indicator: string): string => (indicator === "" || indicator === "#" ? " " : indicator);
  return {
    tag: row.tag,
    ind1: mark(row.ind1),
    ind2: mark(row.ind2),
    subfields: subfieldsOf(row.content),
  };
}

/** The record that is typed; rows that were never filled in are none of it. */
export function recordOf(state: Snapshot): MarcRecord {
  return {
    leader: state.leader.padEnd(24).slice(0, 24),
    fields: state.rows.filter((row) => row.tag !== "" || row.content !== "").map(fieldOf),
  };
}

/** An editor that begins with this record. */
export function editorOf(record: MarcRecord): EditorState {
  return {
    leader: record.leader,
    rows: record.fields.map((field, at) => rowOf(field, at + 1)),
    nextId: record.fields.length + 1,
    past: [],
    future: [],
    typing: null,
  };
}

/** The state after an edit. Typing in one cell is one step; everything else is a step of its own. */
export function edited(state: EditorState, edit: Edit): EditorState {
  if (edit.do === "undo") return travel(state, "past", "future");
  if (edit.do === "redo") return travel(state, "future", "past");
  const next = change(state, edit);
  if (next === state) return state;
  const typing = edit.do === "type" ? `${edit.id} ${edit.cell}` : edit.do === "leader" ? "leader" : null;
  const isGoingOn = typing !== null && typing === state.typing;
  const past = isGoingOn ? state.past : [...state.past, { leader: state.leader, rows: state.rows }];
  return { ...next, past: past.slice(-MOST_STEPS), future: [], typing };
}

function travel(state: EditorState, from: "past" | "future", to: "past" | "future"): EditorState {
  const step = state[from].at(-1);
  if (!step) return state;
  return {
    ...state,
    ...step,
    [from]: state[from].slice(0, -1),
    [to]: [...state[to], { leader: state.leader, rows: state.rows }],
    typing: null,
  };
}

function change(state: EditorState, edit: Exclude<Edit, { do: "undo" | "redo" }>): EditorState {
  const { rows } = state;
  switch (edit.do) {
    case "leader":
      return { ...state, leader: edit.text };
    case "type":
      return {
        ...state,
        rows: rows.map((row) => (row.id === edit.id ? { ...row, [edit.cell]: edit.text } : row)),
      };
    case "add": {
      const at = edit.after === null ? 0 : rows.findIndex((row) => row.id === edit.after) + 1;
      const row = edit.field
        ? rowOf(edit.field, state.nextId)
        : { id: state.nextId, tag: "", ind1: " ", ind2: " ", content: `${DELIMITER}a` };
      return { ...state, rows: rows.toSpliced(at, 0, row), nextId: state.nextId + 1 };
    }
    case "remove":
      return rows.some((row) => row.id === edit.id)
        ? { ...state, rows: rows.filter((row) => row.id !== edit.id) }
        : state;
    case "move": {
      const at = rows.findIndex((row) => row.id === edit.id);
      const to = at + edit.by;
      if (at < 0 || to < 0 || to >= rows.length) return state;
      const moved = rows.toSpliced(at, 1).toSpliced(to, 0, rows[at]!);
      return { ...state, rows: moved };
    }
    case "replace": {
      const fresh = edit.record.fields.map((field, at) => rowOf(field, state.nextId + at));
      return {
        ...state,
        leader: edit.record.leader,
        rows: fresh,
        nextId: state.nextId + fresh.length,
      };
    }
  }
}

/** Text with the delimiter typed at a place: after a delimiter a second `$` means the dollar itself. */
export function withDelimiter(text: string, from: number, to: number): { text: string; at: number } {
  const before = text.slice(0, from);
  if (before.endsWith(DELIMITER)) {
    const kept = before.slice(0, -DELIMITER.length);
    return { text: `${kept}$${text.slice(to)}`, at: kept.length + 1 };
  }
  return { text: before + DELIMITER + text.slice(to), at: from + DELIMITER.length };
}

/** The 880 of each row that has one, read as everywhere (`pairedFields`, MARC 21 $6): row id to row id of the 880. */
export function pairsOf(rows: readonly Row[]): Map<number, number> {
  const ids = new Map(rows.map((row) => [fieldOf(row), row.id]));
  const paired = pairedFields({ leader: "", fields: [...ids.keys()] }, "marc21");
  return new Map(
    paired.flatMap(({ field, parallels: [other] }): [number, number][] =>
      other ? [[ids.get(field)!, ids.get(other.field)!]] : [],
    ),
  );
}

/** The next free number for a pair of fields. */
export function nextOccurrence(rows: readonly Row[]): string {
  const used = rows.flatMap((row) => {
    const found = new RegExp(`${DELIMITER}6\\d{3}-(\\d{2})`).exec(row.content)?.[1];
    return found ? [Number(found)] : [];
  });
  return String(Math.max(0, ...used) + 1).padStart(2, "0");
}

/** A row's content with this text in its first subfield of that code, which is added where there is none. */
export function withSubfield(content: string, code: string, value: string): string {
  const parts = content.split(new RegExp(`(?=${DELIMITER}${code})`));
  const at = parts.findIndex((part) => part.startsWith(DELIMITER + code));
  if (at < 0) return `${content}${DELIMITER}${code}${value}`;
  const rest = parts[at]!.slice(2).replace(new RegExp(`^[^${DELIMITER}]*`), "");
  return parts.toSpliced(at, 1, `${DELIMITER}${code}${value}${rest}`).join("");
}

/** The coded text in a row's content, with what stands before and behind it: a control field is nothing else, UNIMARC keeps it in $a. */
export type FixedText = { before: string; text: string; after: string };
export function fixedText({ tag, content }: Pick<Row, "tag" | "content">): FixedText {
  if (isControlTag(tag) || tag === "LDR") return { before: "", text: content, after: "" };
  const start = `${DELIMITER}a`;
  const at = content.indexOf(start);
  if (at < 0) return { before: start, text: "", after: content };
  const [text = ""] = content.slice(at + start.length).split(DELIMITER, 1);
  const end = at + start.length;
  return { before: content.slice(0, end), text, after: content.slice(end + text.length) };
}
