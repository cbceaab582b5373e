import type { ReactElement } from "react";
import { Icon } from "../../ui/icons.tsx";
import type { SiteContext } from "./site-context.ts";

/** The one box to search everything from; a plain GET form. */
export function SearchBox({
  site,
  query,
  large,
  keep,
}: {
  site: SiteContext;
  query: string;
  large?: boolean;
  /** Filters to carry along to the next search. */
  keep?: { name: string; value: string }[];
}): ReactElement {
  const { t } = site;
  return (
    <search className={large ? "search search-large" : "search"}>
      <form method="get" action={`${site.base}/search`}>
        {(keep ?? scopeOf(site)).map(({ name, value }) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <label className="vh" htmlFor="q">
          {t("search.label")}
        </label>
        <input
          id="q"
          name="q"
          type="search"
          defaultValue={query}
          placeholder={t("search.placeholder")}
          autoComplete="off"
          enterKeyHint="search"
          maxLength={1000}
          data-suggest=""
          data-label={t("hints.suggestions")}
          data-title={t("hints.titles")}
          data-author={t("hints.people")}
          data-subject={t("hints.subjects")}
          data-list={t("hints.lists")}
          data-in={t("row.on-shelf")}
          data-said={t("hints.said")}
        />
        <button type="submit">
          <Icon name="search" />
          <span>{t("search.submit")}</span>
        </button>
      </form>
    </search>
  );
}

/** A search begun under a member's face keeps to its holdings if it says so: a filter the reader sees and can take away. */
function scopeOf({ face }: SiteContext): { name: string; value: string }[] {
  return face?.scope === "own" ? [{ name: "library", value: face.code }] : [];
}
