import { foldKey } from "@commonshelf/cjk";
import type { Language } from "../../../server/src/kernel/text.ts";
import { isRead } from "./record-language.ts";

/** Where to go in words: 总馆 3 楼. Codes of the members' systems (MAIN, FIELD) say nothing, nor what cannot be read; nor does a library's name again. */
export function placeName(branch: string, location: string, language: Language): string {
  const [known, told] = [foldKey(branch), foldKey(location)];
  if (/^[A-Z0-9_-]*$/.test(location) || !isRead(location, language) || known.includes(told)) return branch;
  return branch === "" || told.includes(known) ? location : `${branch} ${location}`;
}
