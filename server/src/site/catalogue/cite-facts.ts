import { cite, formatNames, styleNames, styleOf } from "@commonshelf/cite";
import type { CiteFacts } from "../../../../web/reader/catalogue/cite-panel.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Instance } from "../../catalogue/index.ts";
import { referenceOf } from "../../citations/index.ts";
import { instanceHref } from "./record-view.ts";

/** What readers of each language are asked for most often. */
const FIRST_STYLE = { "zh-Hans": "gb7714-2025-numeric", "zh-Hant": "apa-7", en: "apa-7" } as const;

/** The section of a record's page that cites it; the style is chosen by the page's address (`?cite=apa-7`). */
export function citeFacts(instance: Instance, site: SiteContext, today: string): CiteFacts {
  const asked = styleOf(new URLSearchParams(site.here.split("?", 2)[1] ?? "").get("cite") ?? "");
  const chosen = asked ?? FIRST_STYLE[site.language];
  const href = instanceHref(instance.id, site.language);
  const reference = referenceOf(instance, site.origin + href);
  return {
    href,
    styles: styleNames.map((name) => ({ name, chosen: name === chosen })),
    citation: cite(reference, chosen, { accessedOn: today }),
    lang: reference.language,
    exports: formatNames.map((format) => ({
      format,
      href: `${site.base}/export?ids=${instance.id}&format=${format}`,
    })),
  };
}
