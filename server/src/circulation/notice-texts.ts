import { listBranches } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import en from "./messages.en.json" with { type: "json" };
import zhHans from "./messages.zh-Hans.json" with { type: "json" };
import zhHant from "./messages.zh-Hant.json" with { type: "json" };

const catalogues: Record<Language, Record<string, string>> = { "zh-Hans": zhHans, "zh-Hant": zhHant, en };

/** Subject and body of a notice as mail, in the reader's language; branches by name. */
export async function renderNotice(
  db: Db,
  kind: string,
  params: Record<string, string | number | null>,
  language: Language,
): Promise<{ subject: string; text: string }> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(params)) values[name] = String(value ?? "");
  if (params.branchId) {
    const branch = (await listBranches(db)).find((b) => b.id === Number(params.branchId));
    values.branch = branch ? pick(branch.name, language) : "";
  }
  const fill = (key: string): string =>
    (catalogues[language][key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
  return { subject: fill(`notice.${kind}.subject`), text: fill(`notice.${kind}.body`) };
}
