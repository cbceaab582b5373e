import { normaliseIsbn } from "../catalogue/index.ts";

/** What the form begins with: an ISBN stays one, 《书名》 作者 and 书名 / 作者 are parted. */
export function wordsFromQuery(query: string): { title: string; author: string; isbn: string } {
  const text = query.normalize("NFC").trim().slice(0, 300);
  const isbn = normaliseIsbn(text.replace(/^ISBN[:：\s]*/i, ""));
  if (isbn !== undefined) return { title: "", author: "", isbn };
  const named = /^《([^》]+)》\s*(.*)$/u.exec(text) ?? /^(.+?)\s*[/／]\s*(.+)$/u.exec(text);
  return { title: (named?.[1] ?? text).trim(), author: (named?.[2] ?? "").trim(), isbn: "" };
}
