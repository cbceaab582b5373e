import type { ReactElement } from "react";
import { Icon } from "../ui/icons.tsx";
import type { SiteContext } from "./site-context.ts";

/** The one box to search everything from; a plain GET form. */
export function SearchBox({
  site,
  query,
  large,
}: {
  site: SiteContext;
  query: string;
  large?: boolean;
}): ReactElement {
  const { t } = site;
  return (
    <search className={large ? "search search-large" : "search"}>
      <form method="get" action={`${site.base}/search`}>
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
        />
        <button type="submit">
          <Icon name="search" />
          <span>{t("search.submit")}</span>
        </button>
      </form>
    </search>
  );
}
