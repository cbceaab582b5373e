import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";

/** What waits for the reader; `next`: the first book due within a week. */
export type WaitingFacts = {
  due: number;
  late: number;
  next: { title: string; day: string } | null;
  ready: number;
  readyTitle: string | null;
  asked: number;
  askedTitle: string | null;
  askedHref: string;
};

/** To give back, to fetch, to answer: three figures, each a link to where it is done. */
export function Waiting({ site, waiting }: { site: SiteContext; waiting: WaitingFacts }): ReactElement {
  const { t, base } = site;
  const lines = [
    {
      name: "due",
      href: `${base}/account`,
      count: waiting.due,
      urgent: waiting.late > 0,
      detail:
        waiting.late > 0
          ? t("waiting.late", { count: waiting.late })
          : waiting.next
            ? t("waiting.next", waiting.next)
            : t(waiting.due > 0 ? "waiting.due-later" : "waiting.due-none"),
    },
    {
      name: "ready",
      href: `${base}/account#holds`,
      count: waiting.ready,
      urgent: false,
      detail: waiting.readyTitle ?? t("waiting.ready-none"),
    },
    {
      name: "asked",
      href: base + waiting.askedHref,
      count: waiting.asked,
      urgent: false,
      detail: waiting.askedTitle ?? t("waiting.asked-none"),
    },
  ];
  return (
    <nav className="waiting" aria-label={t("waiting.legend")}>
      {lines.map((line) => (
        <a key={line.name} href={line.href} className={line.urgent ? "waiting-urgent" : undefined}>
          <b>{t(`waiting.${line.name}`)}</b>
          <span className="num waiting-count">{line.count}</span>
          <span className="waiting-detail">{line.detail}</span>
        </a>
      ))}
    </nav>
  );
}
