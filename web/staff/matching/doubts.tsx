import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { ask, explain } from "../api.ts";
import type { RowOf } from "../operations.ts";
import { currentLanguage, languageName, t } from "../text.ts";
import { PublisherNames } from "./publisher-names.tsx";

type Doubt = RowOf<"GET /match-doubts">;
const answers = ["same", "apart", "later"] as const;
type Answer = (typeof answers)[number];

const PATHS = { "zh-Hans": "/zh-hans", "zh-Hant": "/zh-hant", en: "/en" };
/** One hand on the keyboard is enough. */
const KEYS: Readonly<Record<string, Answer>> = { s: "same", d: "apart", l: "later" };

/** Records that may be of one thing, two by two: the same, not the same, later. */
export function Doubts(): ReactNode {
  const { current, waiting, isPending, error, refetch, answer, said, busy } = useDoubts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (isTyping || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      const chosen = KEYS[event.key];
      if (!chosen) return;
      event.preventDefault();
      void answer(chosen);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [answer]);
  const id = current ? `${current.low.recordId}-${current.high.recordId}` : "";
  useEffect(() => {
    if (id !== "") heading.current?.focus();
  }, [id]);
  if (isPending) return <p role="status">{t("app.loading")}</p>;
  if (error)
    return (
      <p role="alert" className="refused">
        {explain(error)}{" "}
        <button type="button" onClick={refetch}>
          {t("app.retry")}
        </button>
      </p>
    );
  return (
    <section className="doubts">
      <p role={said.refused ? "alert" : "status"} className={said.refused ? "refused said" : "done said"}>
        {said.text}
      </p>
      {current ? (
        <>
          <h2 ref={heading} tabIndex={-1}>
            {t("doubts.waiting", { count: waiting })}
          </h2>
          <Pair doubt={current} />
          <p className="actions doubt-keys">
            {answers.map((one) => (
              <button key={one} type="button" disabled={busy} onClick={() => void answer(one)}>
                {t(`doubts.${one}`)} <kbd>{Object.keys(KEYS).find((key) => KEYS[key] === one)}</kbd>
              </button>
            ))}
          </p>
          <Reasons doubt={current} />
        </>
      ) : (
        <p className="quiet">{t("doubts.empty")}</p>
      )}
      <PublisherNames />
    </section>
  );
}

/** The doubts one after another; what was answered is gone at once, the next is there already. */
function useDoubts() {
  const client = useQueryClient();
  const [done, setDone] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState({ text: "", refused: false });
  const [busy, setBusy] = useState(false);
  const query = useInfiniteQuery({
    queryKey: ["match-doubts"],
    queryFn: ({ pageParam }) => ask("GET /match-doubts", { query: { limit: 20, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const pages = query.data?.pages ?? [];
  const keyOf = (one: Doubt): string => `${one.low.recordId} ${one.high.recordId}`;
  const open = pages.flatMap((page) => page.items).filter((one) => !done.has(keyOf(one)));
  const current = open[0];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (open.length < 5 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [open.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const answer = useCallback(
    async (chosen: Answer): Promise<void> => {
      if (!current || busy) return;
      setBusy(true);
      const params = { low: current.low.recordId, high: current.high.recordId };
      try {
        if (chosen === "later") await ask("POST /match-doubts/:low/:high/deferral", { params, body: {} });
        else await ask("POST /match-doubts/:low/:high/verdict", { params, body: { verdict: chosen } });
        setSaid({ text: t(`doubts.done.${chosen}`), refused: false });
        setDone((before) => new Set(before).add(`${params.low} ${params.high}`));
      } catch (error) {
        setSaid({ text: explain(error), refused: true });
        await client.invalidateQueries({ queryKey: ["match-doubts"] });
      } finally {
        setBusy(false);
      }
    },
    [current, busy, client],
  );
  const { isPending, error } = query;
  const waiting = Math.max(open.length, (pages[0]?.waiting ?? 0) - done.size);
  return { current, waiting, isPending, error, answer, said, busy, refetch: () => void query.refetch() };
}

/** Two records side by side; what they do not say alike is marked, and said. */
function Pair({ doubt }: { doubt: Doubt }): ReactNode {
  const base = PATHS[currentLanguage()];
  const side = (one: Doubt["low"]): ReactNode => (
    <th scope="col">
      <a href={`${base}/instance/${one.instanceId}`} target="_blank" rel="noreferrer">
        {one.member} <span className="num">{one.controlNumber}</span>
      </a>
      {one.records > 1 && <span className="quiet"> {t("doubts.records", { count: one.records })}</span>}
    </th>
  );
  const rows = doubt.fields.map((row) => ({
    row,
    said: (text: string): string => {
      const words =
        row.field === "language"
          ? text
              .split(/([a-z]{3})/)
              .map(languageName)
              .join("")
          : text;
      return words || "—";
    },
  }));
  return (
    <div className="scroll">
      <table className="doubt-pair">
        <caption className="vh">{t("doubts.caption")}</caption>
        <thead>
          <tr>
            <td />
            {side(doubt.low)}
            {side(doubt.high)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, said }) => (
            <tr key={row.field} className={row.differs ? "differs" : undefined}>
              <th scope="row">
                {t(`doubts.field.${row.field}`)}
                {row.differs && <span className="vh"> {t("doubts.differs")}</span>}
              </th>
              <td>{said(row.low)}</td>
              <td>{said(row.high)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What speaks for and against, in words. */
function Reasons({ doubt }: { doubt: Doubt }): ReactNode {
  return (
    <>
      <h3>{t("doubts.why", { score: doubt.score.toFixed(1), threshold: doubt.threshold.toFixed(1) })}</h3>
      <ul className="reasons">
        {doubt.reasons.map((reason) => (
          <li key={reason.feature}>
            {t(`matching.feature.${reason.feature}`)}{" "}
            <span className="num quiet">
              {reason.points === null
                ? t("matching.veto")
                : `${reason.points > 0 ? "+" : "−"}${Math.abs(reason.points)}`}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
