import { type ReactNode, useState } from "react";
import { t } from "../text.ts";
import { groups, type WorkbenchPage } from "./workbench-page.ts";

/** The ways to all pages this person may open, group by group: beside the page, and on a narrow screen behind a button. */
export function Navigation(props: {
  pages: readonly WorkbenchPage[];
  current: string;
  onGo: (id: string) => void;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const current = props.pages.find((page) => page.id === props.current);
  const shown = groups
    .map((word) => ({ word, of: props.pages.filter((page) => page.group === word) }))
    .filter(({ of }) => of.length > 0);
  return (
    <>
      <button
        type="button"
        className="menu"
        aria-expanded={open}
        aria-controls="pages"
        onClick={() => setOpen(!open)}
      >
        {t("nav.menu")} · {t(current?.label ?? "app.title")}
      </button>
      <nav id="pages" className={open ? "open" : undefined} aria-label={t("app.title")}>
        {shown.map(({ word, of }) => (
          <section key={word} aria-labelledby={`group-${word}`}>
            <p id={`group-${word}`}>{t(`nav.group.${word}`)}</p>
            {of.map((page) => (
              <a
                key={page.id}
                href={`/staff/${page.id}`}
                aria-current={page.id === props.current ? "page" : undefined}
                title={page.key && `Alt+${page.key.toUpperCase()}`}
                onClick={(event) => {
                  event.preventDefault();
                  setOpen(false);
                  props.onGo(page.id);
                }}
              >
                {t(page.label)}
              </a>
            ))}
          </section>
        ))}
      </nav>
    </>
  );
}
