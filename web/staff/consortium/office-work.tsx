import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { t } from "../text.ts";

/** Of a list that waits so much is counted. */
const COUNTED = 50;
type Page = { items: readonly unknown[]; next?: string | null };

const counted = ({ items, next }: Page): string => `${items.length}${next ? "+" : ""}`;

/** What the office answers and decides; where it is done. */
const WORK: readonly { name: string; href: string; list: () => Promise<Page> }[] = [
  { name: "queue", href: "/staff/moderation", list: () => ask("GET /moderation", { query: {} }) },
  {
    name: "help",
    href: "/alliance/office",
    list: () => ask("GET /alliance/waiting-cases", { query: { limit: COUNTED } }),
  },
  {
    name: "proposed",
    href: "/alliance/office",
    list: () => ask("GET /alliance/proposed-organisations"),
  },
  { name: "disputes", href: "/sharing/loans", list: () => ask("GET /sharing/cases") },
];

/** What waits for the office: decisions, cases of readers, agreements between its libraries, and what fails. */
export function OfficeWork(): ReactNode {
  const agreements = useQuery({
    queryKey: ["agreements", null],
    queryFn: async () => (await ask("GET /agreements", { query: {} })).items,
  });
  return (
    <ul className="worklist" aria-label={t("office.waiting")}>
      {WORK.map((one) => (
        <Waiting key={one.name} {...one} />
      ))}
      {agreements.data && (
        <li>
          <a href="/staff/office#agreements">{t("office.agreements", { count: agreements.data.length })}</a>
        </li>
      )}
      <Health />
    </ul>
  );
}

function Waiting(props: (typeof WORK)[number]): ReactNode {
  const { data } = useQuery({
    queryKey: ["office-work", props.name],
    queryFn: props.list,
    refetchInterval: 60_000,
  });
  if (!data) return null;
  return (
    <li className={data.items.length > 0 ? "waiting" : ""}>
      <a href={props.href}>{t(`office.${props.name}`, { count: counted(data) })}</a>
    </li>
  );
}

/** What runs by itself: imports, and what fails. */
function Health(): ReactNode {
  const { data } = useQuery({ queryKey: ["operation"], queryFn: () => ask("GET /operation") });
  if (!data) return null;
  const failing = data.troubles.length + data.outbox.setAside;
  const imports = data.imports.running + data.imports.waiting;
  return (
    <>
      <li className={failing > 0 ? "refused" : ""}>
        <a href="/staff/operation">
          {failing > 0 ? t("office.failing", { n: failing }) : t("operation.allWell")}
        </a>
      </li>
      {imports > 0 && (
        <li>
          <a href="/staff/imports">{t("office.imports", { n: imports })}</a>
        </li>
      )}
    </>
  );
}
