import { type ReactNode, useState } from "react";
import { t } from "../text.ts";

/** The pages of the workbench as a library is divided: a group's word and its pages, in the order of the day's work. */
export const groups: readonly (readonly [word: string, pages: readonly string[]])[] = [
  [
    "desk",
    [
      "today",
      "check-out",
      "check-in",
      "pull-list",
      "hold-shelf",
      "take-down",
      "troubles",
      "item",
      "serials",
      "counter",
      "off-line",
    ],
  ],
  ["transport", ["transits", "transport", "places"]],
  ["readers", ["patron", "readers"]],
  [
    "catalogue",
    [
      "records",
      "copy",
      "doubts",
      "authorities",
      "groupings",
      "imports",
      "harvests",
      "bulk",
      "exports",
      "contributions",
      "phrasing",
      "relevance",
    ],
  ],
  ["collections", ["collections", "exhibitions", "stocktaking", "storage", "suggestions"]],
  ["library", ["library", "figures", "moderation", "audit"]],
  ["office", ["members", "office", "operation"]],
];

type Entry = { id: string; label: string; key: string };

/** The ways to all pages this person may open, group by group: beside the page, and on a narrow screen behind a button. */
export function Navigation(props: {
  pages: readonly Entry[];
  current: string;
  onGo: (id: string) => void;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const entries = new Map(props.pages.map((page) => [page.id, page]));
  const shown = groups
    .map(([word, ids]) => ({ word, of: ids.map((id) => entries.get(id)).filter((one) => one !== undefined) }))
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
        {t("nav.menu")} · {t(entries.get(props.current)?.label ?? "app.title")}
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
                title={`Alt+${page.key.toUpperCase()}`}
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
