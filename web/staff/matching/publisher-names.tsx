import { useInfiniteQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask, explain } from "../api.ts";
import { Said, textOf, useAct } from "../consortium/fields.tsx";
import { t } from "../text.ts";

/** Names of publishers that mean another: kept, and taken away; records of both are matched anew in the background. */
export function PublisherNames(): ReactNode {
  const act = useAct("publisher-aliases");
  const aliases = useInfiniteQuery({
    queryKey: ["publisher-aliases"],
    queryFn: ({ pageParam }) => ask("GET /publisher-aliases", { query: { cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const items = aliases.data?.pages.flatMap((page) => page.items);
  const keep = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = { name: textOf(data, "name"), canonical: textOf(data, "canonical") };
    void act
      .run(() => ask("PUT /publisher-aliases", { body }), t("publishers.kept", body))
      .then((isDone) => isDone && form.reset());
  };
  return (
    <details>
      <summary>{t("publishers.names")}</summary>
      <p className="quiet">{t("publishers.lead")}</p>
      <form className="actions" onSubmit={keep} aria-label={t("publishers.names")}>
        <label>
          {t("publishers.name")} <input name="name" required maxLength={200} />
        </label>
        <label>
          {t("publishers.canonical")} <input name="canonical" required maxLength={200} />
        </label>
        <button type="submit" disabled={act.busy}>
          {t("publishers.keep")}
        </button>
      </form>
      <Said act={act} />
      {aliases.isPending && <p role="status">{t("app.loading")}</p>}
      {aliases.error && (
        <p role="alert" className="refused">
          {explain(aliases.error)}
        </p>
      )}
      {items?.length === 0 && <p className="quiet">{t("publishers.none")}</p>}
      <ul className="lines">
        {items?.map(({ name, canonical }) => (
          <li key={name}>
            {t("publishers.means", { name, canonical })}{" "}
            <button
              type="button"
              disabled={act.busy}
              onClick={() =>
                void act.run(
                  () => ask("POST /publisher-aliases/removal", { body: { name } }),
                  t("publishers.dropped", { name }),
                )
              }
            >
              {t("publishers.drop")}
            </button>
          </li>
        ))}
      </ul>
      {aliases.hasNextPage && (
        <button type="button" onClick={() => void aliases.fetchNextPage()}>
          {t("publishers.more")}
        </button>
      )}
    </details>
  );
}
