import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";

/** Words of office, in the one script and case that `squeezed` gives. */
const OFFICE_HAN = ["官方", "管理员", "管理處", "管理处", "客服", "馆方", "联盟办公室", "工作人员"];
const OFFICE_LATIN = /\b(?:admins?|moderators?|mods?|staff|support|helpdesk|root|system)\b/;
const OFFICE_ANYWHERE = ["official", "administrator", "sysadmin", "superuser"];
/** Letters that look like Latin ones, and figures written for letters. */
const LOOKS_LIKE: Record<string, string> = {
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  ѕ: "s",
  ј: "j",
  к: "k",
  м: "m",
  т: "t",
  н: "h",
  в: "b",
  ο: "o",
  α: "a",
  ι: "i",
  ν: "v",
  τ: "t",
  ε: "e",
  κ: "k",
  ρ: "p",
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "i",
};
/** A member is also called by its name without the word library. */
const LIBRARY = /(?:图书馆|library|libraries)$/;
const NAME_CHARS_MIN = 4;

/** A name as it is compared: one width, case and script, letters for what looks like them, nothing between them. */
function squeezed(text: string): string {
  const bare = text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .normalize("NFKC")
    .toLowerCase();
  const letters = Array.from(bare, (char) => LOOKS_LIKE[char] ?? char).join("");
  return fold(letters).replace(/[^\p{L}\p{N}]/gu, "");
}

/**
 * The word by which a name speaks for somebody else: an office (官方, official, 管理员 …), or a member of the consortium by
 * its own name; null when it speaks for nobody. Other scripts, widths, letters that look alike, and signs between the
 * letters change nothing. Whoever takes names of circles, nests, organisations or people lets such a one wait.
 */
export async function reservedNameIn(db: Db, name: string): Promise<string | null> {
  const found = officeIn(name);
  if (found !== null) return found;
  const key = squeezed(name);
  if (key === "") return null;
  const { rows } = await sql<{ name: LocalText; code: string }>`
    select m.name, m.code from consortium.member m`.execute(db);
  for (const member of rows) {
    for (const one of Object.values(member.name)) {
      const whole = squeezed(one);
      if (whole.length >= NAME_CHARS_MIN && key.includes(whole)) return one;
      const base = whole.replace(LIBRARY, "");
      if (base.length >= NAME_CHARS_MIN && key === base) return one;
    }
    if (key === squeezed(member.code)) return member.code;
  }
  return null;
}

/** The word of office in a name; null when there is none. Pure. */
export function officeIn(name: string): string | null {
  const key = squeezed(name);
  const anywhere = [...OFFICE_HAN, ...OFFICE_ANYWHERE].find((word) => key.includes(squeezed(word)));
  return anywhere ?? OFFICE_LATIN.exec(name.normalize("NFKC").toLowerCase())?.[0] ?? null;
}
