import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { date, t } from "../text.ts";

/** Originals that are gone or no longer what came: nothing is said while all are whole. */
export function DamagedOriginals(): ReactNode {
  const damaged = useQuery({
    queryKey: ["damaged-originals"],
    queryFn: async () => (await ask("GET /damaged-originals")).items,
  });
  if (!damaged.data || damaged.data.length === 0) return null;
  return (
    <section role="alert" className="refused">
      <h2>{t("collections.damage.title", { count: damaged.data.length })}</h2>
      <p>{t("collections.damage.what")}</p>
      <ul>
        {damaged.data.map((one) => (
          <li key={one.id}>
            {one.name} · {t(`collections.damage.${one.damage}`)} · {date(one.noticedAt)}
          </li>
        ))}
      </ul>
    </section>
  );
}
