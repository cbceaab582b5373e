import { hasHan, pinyin } from "@commonshelf/cjk";

/**
 * A text's pinyin as Chinese libraries write it beside the title (CNMARC $9 and $A): syllables in small letters with blanks
 * between them, ü as v; what is not Han stays as it is. `C语言程序设计` -> `C yu yan cheng xu she ji`.
 */
export function romanised(text: string, isName: boolean): string {
  const runs = text.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [];
  // A name is read as a whole: its first character decides which reading the surname has.
  const parts = runs.map((run) => (hasHan(run) ? pinyin(run, { name: isName }).join(" ") : run.trim()));
  return parts.filter(Boolean).join(" ");
}
