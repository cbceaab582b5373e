import { foldKey } from "@commonshelf/cjk";
import type { Language } from "../../../server/src/kernel/text.ts";
import type { Translate } from "../../../server/src/messages/index.ts";
import { isRead } from "./record-language.ts";

/** A floor in words: 3 -> 3 楼, B1 -> 地下 1 层; what a library says in words itself (夹层) stays. */
export function floorName(floor: string, t: Translate): string {
  const basement = /^B(\d{1,2})$/i.exec(floor)?.[1];
  if (basement) return t("place.basement", { floor: basement });
  return /^\d{1,2}$/.test(floor) ? t("place.floor", { floor }) : floor;
}

/** Where to go in words: 总馆 3 楼. Codes of the members' systems (MAIN, FIELD) say nothing, nor what cannot be read; nor does a library's name again. */
export function placeName(branch: string, location: string, language: Language): string {
  const [known, told] = [foldKey(branch), foldKey(location)];
  if (/^[A-Z0-9_-]*$/.test(location) || !isRead(location, language) || known.includes(told)) return branch;
  return branch === "" || told.includes(known) ? location : `${branch} ${location}`;
}
