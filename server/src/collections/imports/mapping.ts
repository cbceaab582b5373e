import { languages } from "../../kernel/text.ts";
import { CORE_SYNONYMS, readSections, type Section, SYNONYMS } from "../../object-formats/index.ts";
import type { Config } from "../schema.ts";

/** What a column may hold beside a field. */
export const otherTargets = ["identifier", "files", "page-text", "page-labels", "parts", "parent"] as const;
/** Where each column goes; null: nowhere. */
export type Mapping = Readonly<Record<string, string | null>>;

const plain = (text: string): string => text.toLowerCase().replace(/[\s*:：()（）]/g, "");

/** Proposes where columns go: by keys, names in any language, and what they are commonly called. Each target once. */
export function proposeMapping(config: Config, columns: readonly string[]): Record<string, string | null> {
  const names = new Map<string, string>();
  const add = (name: string, target: string): void => {
    const key = plain(name);
    if (key !== "" && !names.has(key)) names.set(key, target);
  };
  for (const field of config.fields) {
    add(field.key, field.key);
    for (const language of languages) add(field.label[language] ?? "", field.key);
  }
  for (const [target, list] of Object.entries(SYNONYMS)) for (const name of list) add(name, target);
  for (const field of config.fields)
    for (const name of CORE_SYNONYMS[field.core ?? ""] ?? []) add(name, field.key);
  const taken = new Set<string>();
  const mapping: Record<string, string | null> = {};
  for (const column of columns) {
    const target = names.get(plain(column)) ?? null;
    const isFree = target !== null && !taken.has(target);
    if (isFree) taken.add(target);
    mapping[column] = isFree ? target : null;
  }
  return mapping;
}

/** Signs between several values of a cell. */
const BETWEEN = /\s*[|｜\n]\s*/;

/** What a row says: its identifier, its values, the files it names, the texts and labels of its pages, its sections. */
export function readRow(
  config: Config,
  mapping: Mapping,
  cells: Readonly<Record<string, string>>,
): { data: Record<string, string[]>; sections: Section[] } & Record<
  "files" | "texts" | "labels",
  string[]
> & {
    identifier: string;
    parent: string;
  } {
  const data: Record<string, string[]> = {};
  const found = {
    identifier: "",
    parent: "",
    files: [] as string[],
    texts: [] as string[],
    labels: [] as string[],
  };
  let sections: Section[] = [];
  const fields = new Map(config.fields.map((field) => [field.key, field]));
  for (const [column, cell] of Object.entries(cells)) {
    const target = mapping[column];
    const text = cell.trim();
    if (!target || text === "") continue;
    if (target === "identifier" || target === "parent") found[target] = text;
    else if (target === "files") found.files.push(...text.split(/\s*[|｜\n;；]\s*/).filter(Boolean));
    else if (target === "page-labels")
      found.labels.push(...text.split(text.includes("\n") ? /\s*\n\s*/ : /\s*[|｜;；]\s*/));
    else if (target === "parts") sections = readSections(cell);
    else if (target === "page-text") found.texts.push(...text.split(/\f|\n-{3,}\n/));
    else {
      const field = fields.get(target);
      const parts = field?.many ? text.split(BETWEEN).filter(Boolean) : [text];
      data[target] = [...(data[target] ?? []), ...parts];
    }
  }
  return { ...found, sections, data };
}
