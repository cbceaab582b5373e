import { scriptOf } from "../scripts.ts";
import { simplify } from "../simplified.ts";

/** Of several forms of one heading the one in the reader's script; a traditional one is written simplified when none is. */
export function labelIn(labels: readonly string[], language?: string): string {
  const first = labels[0]!;
  if (language === undefined) return first;
  const scripts = labels.map((label) => scriptOf(label));
  const wanted =
    language === "zh-Hans" ? ["Hans", "Hani"] : language === "zh-Hant" ? ["Hant", "Hani"] : ["Latn"];
  for (const script of wanted) {
    const at = scripts.indexOf(script as (typeof scripts)[number]);
    if (at >= 0) return labels[at]!;
  }
  return language === "zh-Hans" && scripts[0] === "Hant" ? simplify(first) : first;
}
