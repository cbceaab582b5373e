import { languages } from "../../kernel/text.ts";
import type { Config } from "../schema.ts";

/** What a column may hold beside a field. */
export const otherTargets = ["identifier", "files", "page-text"] as const;
/** Where each column goes; null: nowhere. */
export type Mapping = Readonly<Record<string, string | null>>;

const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  identifier: [
    "identifier",
    "id",
    "path",
    "编号",
    "編號",
    "标识符",
    "識別號",
    "登录号",
    "登錄號",
    "no",
    "number",
  ],
  files: [
    "files",
    "file",
    "filename",
    "文件",
    "文件名",
    "檔案",
    "檔名",
    "图像",
    "圖像",
    "图片",
    "文件夹",
    "資料夾",
  ],
  "page-text": ["text", "page text", "全文", "文字", "ocr"],
};
const CORE_SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  title: ["title", "name", "题名", "題名", "书名", "書名", "标题", "標題", "名称", "名稱"],
  creator: ["creator", "author", "作者", "责任者", "責任者", "著者", "摄影者", "攝影者"],
  date: ["date", "year", "年代", "日期", "时间", "時間", "出版年"],
  description: ["description", "abstract", "提要", "说明", "說明", "简介", "簡介", "摘要"],
  subject: ["subject", "主题", "主題", "关键词", "關鍵詞"],
  publisher: ["publisher", "出版者", "出版社", "版本"],
  contributor: ["contributor", "其他责任者", "其他責任者"],
  type: ["type", "level", "类型", "類型", "层级", "層級"],
  format: ["extent", "format", "数量", "數量"],
  language: ["language", "语种", "語種"],
  relation: ["part of", "series", "所属", "所屬"],
  rights: ["rights", "权利", "權利"],
  coverage: ["place", "地点", "地點", "拍摄地", "拍攝地"],
};

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

/** What a row says: its identifier, its values, the files it names, the texts of its pages. */
export function readRow(
  config: Config,
  mapping: Mapping,
  cells: Readonly<Record<string, string>>,
): { identifier: string; data: Record<string, string[]>; files: string[]; texts: string[] } {
  const data: Record<string, string[]> = {};
  const found = { identifier: "", files: [] as string[], texts: [] as string[] };
  const fields = new Map(config.fields.map((field) => [field.key, field]));
  for (const [column, cell] of Object.entries(cells)) {
    const target = mapping[column];
    const text = cell.trim();
    if (!target || text === "") continue;
    if (target === "identifier") found.identifier = text;
    else if (target === "files") found.files.push(...text.split(/\s*[|｜\n;；]\s*/).filter(Boolean));
    else if (target === "page-text") found.texts.push(...text.split(/\f|\n-{3,}\n/));
    else {
      const field = fields.get(target);
      const parts = field?.many ? text.split(BETWEEN).filter(Boolean) : [text];
      data[target] = [...(data[target] ?? []), ...parts];
    }
  }
  return { ...found, data };
}
