import type { Place } from "../../../web/reader/collections/front.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { Config, Term } from "../collections/schema.ts";
import { pick } from "../kernel/text.ts";

const DEEPEST = 3;

/** Classifications with the number of objects at each place. `keys`: fields whose vocabularies they are. */
export function treesOf(
  config: Config,
  keys: readonly string[],
  counts: readonly { field: string; value: string; count: number }[],
  site: SiteContext,
  href: (facets: Record<string, string[]>) => string,
): { label: string; places: Place[] }[] {
  return keys.flatMap((key) => {
    const field = config.fields.find((one) => one.key === key);
    const vocabulary = config.vocabularies.find((one) => one.key === field?.vocabulary);
    if (!field || !vocabulary) return [];
    const known = new Map(counts.filter((one) => one.field === key).map((one) => [one.value, one.count]));
    const below = (code: string | null, depth: number): Place[] =>
      depth > DEEPEST
        ? []
        : vocabulary.terms.flatMap((term: Term) =>
            term.broader === code
              ? [
                  {
                    label: pick(term.label, site.language) || term.code,
                    href: href({ [key]: [term.code] }),
                    count: known.get(term.code) ?? 0,
                    below: below(term.code, depth + 1),
                  },
                ]
              : [],
          );
    return [{ label: pick(field.label, site.language), places: below(null, 1) }];
  });
}
