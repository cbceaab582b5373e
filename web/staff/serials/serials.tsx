import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { Said, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { date, t } from "../text.ts";
import { Claims } from "./claims.tsx";
import { issueText } from "./issue-text.ts";

type Run = Answer<"GET /desk/serial-runs">["items"][number];

/** Serials at a desk: what is to come, receiving it, and what to claim. */
export function Serials(): ReactNode {
  const [q, setQ] = useState("");
  const query = useInfiniteQuery({
    queryKey: ["serials", q],
    queryFn: ({ pageParam }) => ask("GET /desk/serial-runs", { query: { q, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const runs = query.data?.pages.flatMap((page) => page.items);
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setQ(textOf(new FormData(event.currentTarget), "q"));
  };
  return (
    <section>
      <form className="scan" onSubmit={search}>
        <label>
          {t("serials.find")}
          <input name="q" data-scan maxLength={100} autoComplete="off" />
        </label>
        <p className="quiet">{t("serials.findHint")}</p>
      </form>
      {query.isPending && <p role="status">{t("app.loading")}</p>}
      {query.error && (
        <p role="alert" className="refused">
          {explain(query.error)}
        </p>
      )}
      {runs?.length === 0 && <p className="quiet">{t("serials.none")}</p>}
      <ul className="lines">
        {runs?.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </ul>
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          {t("serials.moreRuns")}
        </button>
      )}
      <Claims />
    </section>
  );
}

/** A serial of this branch: the next issue is received by one button, any other by its numbers. */
function RunLine({ run }: { run: Run }): ReactNode {
  const act = useAct("serials");
  const next = run.next;
  const guess = next ?? run.latest;
  const receive = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      year: Number(textOf(data, "year")),
      volume: textOf(data, "volume"),
      number: textOf(data, "number"),
      barcode: textOf(data, "barcode") || null,
    };
    void act.run(
      () => ask("POST /desk/serial-runs/:id/receipts", { params: { id: run.id }, body }),
      t("serials.received", { issue: issueText(run, body) }),
    );
  };
  return (
    <li>
      <cite>{run.title}</cite> <span className="quiet">{run.callNumber}</span>
      <p>
        {run.summary || t("serials.nothingYet")}
        {next?.expectedOn && (
          <> · {t("serials.next", { issue: issueText(run, next), day: date(next.expectedOn) })}</>
        )}
        {run.closedAt && <> · {t("serials.closedOn", { day: date(run.closedAt) })}</>}
      </p>
      <form className="actions" key={guess?.id ?? 0} onSubmit={receive} aria-label={run.title}>
        <label>
          {t("serials.year")}{" "}
          <input
            name="year"
            required
            inputMode="numeric"
            pattern="\d{4}"
            size={5}
            defaultValue={guess?.year}
          />
        </label>
        <label>
          {run.volumeCaption || t("serials.volume")}{" "}
          <input name="volume" size={6} maxLength={20} defaultValue={guess?.volume} />
        </label>
        <label>
          {run.issueCaption || t("serials.number")}{" "}
          <input name="number" required size={6} maxLength={20} defaultValue={next?.number} />
        </label>
        <label>
          {t("serials.barcode")} <input name="barcode" size={16} maxLength={40} autoComplete="off" />
        </label>
        <button type="submit" className="primary" disabled={act.busy}>
          {t("serials.receive")}
        </button>
      </form>
      <Said act={act} />
    </li>
  );
}
