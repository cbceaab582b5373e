import { numberMentions } from "./number-mentions.ts";

/** The volume a title ends with: 三体Ⅱ -> 2, 费恩曼物理学讲义. 第2卷 -> 2; null: with none. */
export function placeAtEnd(title: string): number | null {
  const plain = title.normalize("NFKC").trimEnd();
  const last = numberMentions(plain).at(-1);
  return last && last.end === plain.length && last.kind !== "edition" ? last.value : null;
}
