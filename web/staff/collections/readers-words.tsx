import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { requestMoves } from "../../../server/src/object-requests/request-states.ts";
import type { StaffMove } from "../../../server/src/object-requests/words.ts";
import { staffMoves } from "../../../server/src/object-requests/words.ts";
import { allPages } from "../all-pages.ts";
import { ask, explain } from "../api.ts";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { sitePath, t } from "../text.ts";

type Request = RowOf<"GET /collections/:slug/requests">;
type Correction = RowOf<"GET /collections/:slug/corrections">;

/** Originals and reproductions that readers asked for: what is open, by its day; and what is over. */
export function RequestsPart({ slug }: { slug: string }): ReactNode {
  const [open, setOpen] = useState<"true" | "false">("true");
  const act = useAct("collection-requests");
  const query = useInfiniteQuery({
    queryKey: ["collection-requests", slug, open],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      ask("GET /collections/:slug/requests", { params: { slug }, query: { open, cursor: pageParam } }),
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section>
      <p className="actions">
        {(["true", "false"] as const).map((one) => (
          <button key={one} type="button" aria-pressed={one === open} onClick={() => setOpen(one)}>
            {t(one === "true" ? "collections.requests.open" : "collections.requests.over")}
          </button>
        ))}
        <Said act={act} />
      </p>
      {query.isError ? <p role="alert">{explain(query.error)}</p> : null}
      {query.isSuccess && items.length === 0 ? (
        <p className="quiet">{t("collections.requests.none")}</p>
      ) : null}
      <ul className="asked-lines">
        {items.map((one) => (
          <li key={`${one.id} ${one.version}`}>
            <RequestLine one={one} act={act} />
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          {t("collections.objects.more")}
        </button>
      ) : null}
    </section>
  );
}

function RequestLine({ one, act }: { one: Request; act: Act }): ReactNode {
  const allowed = requestMoves[one.kind][one.state] ?? [];
  const moves = staffMoves.filter((move) => allowed.includes(move));
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const data = new FormData(event.currentTarget);
    const body = {
      version: one.version,
      state: (submitter as HTMLButtonElement).value as StaffMove,
      on: textOf(data, "on") || null,
      place: textOf(data, "place"),
      answer: textOf(data, "answer"),
    };
    void act.run(
      () => ask("PUT /object-requests/:id/state", { params: { id: one.id }, body }),
      t("collections.requests.moved"),
    );
  };
  return (
    <form onSubmit={send}>
      <p>
        <b>{t(`collections.requests.kind.${one.kind}`)}</b>{" "}
        <a href={sitePath(`/objects/${one.number}`)} target="_blank" rel="noreferrer">
          {one.title}
        </a>{" "}
        · {one.reader ?? t("collections.requests.erased")} · {t(`collections.requests.state.${one.state}`)}
        {one.agreedOn ? <span className="num"> {one.agreedOn}</span> : null}
        {one.place ? ` ${one.place}` : null}
      </p>
      <p className="quiet">
        {one.wishOn ? t("collections.requests.wish", { day: one.wishOn }) : null}
        {one.purpose ? t(`collections.requests.purpose.${one.purpose}`) : null} {one.pages} {one.words}
      </p>
      {moves.length === 0 ? null : (
        <div className="row">
          {one.kind === "viewing" && moves.includes("agreed") ? (
            <>
              <label>
                {t("collections.requests.on")}
                <input type="date" name="on" defaultValue={one.agreedOn ?? one.wishOn ?? ""} />
              </label>
              <label>
                {t("collections.requests.place")}
                <input name="place" defaultValue={one.place} maxLength={200} />
              </label>
            </>
          ) : null}
          <label>
            {t("collections.requests.answer")}
            <input name="answer" maxLength={1000} />
          </label>
          {moves.map((move) => (
            <button
              key={move}
              type="submit"
              value={move}
              disabled={act.busy}
              className={move === moves.find((next) => next !== one.state) ? "primary" : undefined}
            >
              {t(`collections.requests.move.${move}`)}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}

/** What readers say is wrong with what is written of objects. */
export function CorrectionsPart({ slug, role }: { slug: string; role: string }): ReactNode {
  const act = useAct("collection-corrections");
  const query = useQuery({
    queryKey: ["collection-corrections", slug],
    queryFn: () =>
      allPages((query) => ask("GET /collections/:slug/corrections", { params: { slug }, query })),
  });
  return (
    <section>
      <Said act={act} />
      {query.isError ? <p role="alert">{explain(query.error)}</p> : null}
      {query.data?.length === 0 ? <p className="quiet">{t("collections.corrections.none")}</p> : null}
      <ul className="asked-lines">
        {(query.data ?? []).map((one) => (
          <li key={`${one.id} ${one.state}`}>
            <CorrectionLine one={one} act={act} mayAnswer={role !== "contributor"} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CorrectionLine({
  one,
  act,
  mayAnswer,
}: {
  one: Correction;
  act: Act;
  mayAnswer: boolean;
}): ReactNode {
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    const body = {
      state: (submitter as HTMLButtonElement).value as "done" | "declined",
      answer: textOf(new FormData(event.currentTarget), "answer"),
    };
    void act.run(
      () => ask("PUT /object-corrections/:id", { params: { id: one.id }, body }),
      t("collections.corrections.settled"),
    );
  };
  return (
    <form onSubmit={send}>
      <p>
        <a href={sitePath(`/objects/${one.number}`)} target="_blank" rel="noreferrer">
          {one.title}
        </a>{" "}
        · <span className="num">{one.at.slice(0, 10)}</span> · {t(`collections.corrections.${one.state}`)}
      </p>
      <p className="pre-line">{one.text}</p>
      {one.answer ? <p className="quiet">{one.answer}</p> : null}
      {one.state === "open" && mayAnswer ? (
        <div className="row">
          <label>
            {t("collections.corrections.answer")}
            <input name="answer" maxLength={500} />
          </label>
          <button type="submit" value="done" className="primary" disabled={act.busy}>
            {t("collections.corrections.done")}
          </button>
          <button type="submit" value="declined" disabled={act.busy}>
            {t("collections.corrections.declined")}
          </button>
        </div>
      ) : null}
    </form>
  );
}
