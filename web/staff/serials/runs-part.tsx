import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { date, pick, t } from "../text.ts";
import { issueText } from "./issue-text.ts";

type Run = Answer<"GET /instances/:id/serial-runs">["items"][number];
/** A record that may be edited here. */
type Own = { id: number; member: string; controlNumber: string };

/** What the libraries worked for have of a serial: runs are opened, a year is foretold, issues are bound. */
export function RunsPart(props: { instanceId: number; records: readonly Own[] }): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ["record", "serials", props.instanceId],
    queryFn: ({ pageParam }) =>
      ask("GET /instances/:id/serial-runs", {
        params: { id: props.instanceId },
        query: { cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const runs = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (props.records.length === 0) return null;
  return (
    <details open={runs.length > 0}>
      <summary>{t("serials.runs")}</summary>
      {query.isPending && <p role="status">{t("app.loading")}</p>}
      {query.error && (
        <p role="alert" className="refused">
          {explain(query.error)}
        </p>
      )}
      {runs.map((run) => (
        <RunDetails key={run.id} run={run} />
      ))}
      {query.hasNextPage && (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          {t("serials.moreRuns")}
        </button>
      )}
      <OpenRun records={props.records} />
    </details>
  );
}

function OpenRun({ records }: { records: readonly Own[] }): ReactNode {
  const act = useAct("record");
  const { branches } = useBranches();
  const [recordId, setRecordId] = useState(records[0]!.id);
  const own = records.find((record) => record.id === recordId)?.member;
  const open = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const perYear = textOf(data, "perYear");
    const body = {
      recordId: Number(textOf(data, "record")),
      branchId: Number(textOf(data, "branch")),
      callNumber: textOf(data, "callNumber"),
      ...(perYear && { issuesPerYear: Number(perYear) }),
    };
    void act.run(() => ask("POST /serial-runs", { body }), t("serials.opened"));
  };
  return (
    <form className="actions" onSubmit={open} aria-label={t("serials.open")}>
      <label>
        {t("serials.record")}{" "}
        <select name="record" value={recordId} onChange={(event) => setRecordId(Number(event.target.value))}>
          {records.map((record) => (
            <option key={record.id} value={record.id}>
              {record.member} {record.controlNumber}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("serials.branch")}{" "}
        <select name="branch" required>
          {branches
            .filter((branch) => branch.member.code === own)
            .map((branch) => (
              <option key={branch.id} value={branch.id}>
                {pick(branch.name)}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t("serials.callNumber")} <input name="callNumber" size={12} maxLength={100} />
      </label>
      <label>
        {t("serials.perYear")} <input name="perYear" inputMode="numeric" pattern="\d{1,3}" size={4} />
      </label>
      <button type="submit" disabled={act.busy}>
        {t("serials.open")}
      </button>
      <span className="quiet">{t("serials.openHint")}</span>
      <Said act={act} />
    </form>
  );
}

function RunDetails({ run }: { run: Run }): ReactNode {
  const act = useAct("record");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (id: number): void => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <section aria-label={run.callNumber || run.title}>
      <p>
        <b>{run.callNumber}</b> {run.summary || t("serials.nothingYet")}
        {run.closedAt && <> · {t("serials.closedOn", { day: date(run.closedAt) })}</>}
        {run.stated.length > 0 && <span className="quiet"> · {run.stated.join(t("list.semicolon"))}</span>}
      </p>
      {run.volumes.length > 0 && (
        <p>
          {t("serials.volumes")}:{" "}
          {run.volumes.map(({ label, barcode }) => [label, barcode].filter(Boolean).join(" ")).join(" · ")}
        </p>
      )}
      <IssueBoxes run={run} chosen={chosen} onToggle={toggle} />
      {run.issuesPerYear !== null && run.closedAt === null && <Foretell run={run} act={act} />}
      <ChangeRun run={run} act={act} />
      <CloseRun run={run} act={act} />
      {chosen.size > 0 && (
        <Bind run={run} act={act} issueIds={[...chosen]} onBound={() => setChosen(new Set())} />
      )}
      <Said act={act} />
    </section>
  );
}

/** The newest issues, and older ones when they are asked for; those that are here can be chosen for the binder. */
function IssueBoxes(props: {
  run: Run;
  chosen: ReadonlySet<number>;
  onToggle: (id: number) => void;
}): ReactNode {
  const { run } = props;
  const older = useInfiniteQuery({
    queryKey: ["record", "serial-issues", run.id, run.nextIssues],
    enabled: false,
    queryFn: ({ pageParam }) =>
      ask("GET /serial-runs/:id/issues", { params: { id: run.id }, query: { cursor: pageParam } }),
    initialPageParam: run.nextIssues ?? undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const issues = [...run.issues, ...(older.data?.pages.flatMap((page) => page.items) ?? [])];
  const hasMore = older.data ? older.hasNextPage : run.nextIssues !== null;
  return (
    <>
      <ul className="lines">
        {issues
          .filter((issue) => issue.state !== "bound")
          .map((issue) => (
            <li key={issue.id}>
              <label className="check">
                <input
                  type="checkbox"
                  disabled={issue.state !== "received"}
                  checked={props.chosen.has(issue.id)}
                  onChange={() => props.onToggle(issue.id)}
                />{" "}
                {issueText(run, issue)} <span className="quiet">{t(`serials.state.${issue.state}`)}</span>
              </label>
            </li>
          ))}
      </ul>
      {hasMore && (
        <button
          type="button"
          disabled={older.isFetching}
          onClick={() => void (older.data ? older.fetchNextPage() : older.refetch())}
        >
          {t("serials.moreIssues")}
        </button>
      )}
    </>
  );
}

/** Nothing more comes of a run, or it goes on. */
function CloseRun({ run, act }: { run: Run; act: Act }): ReactNode {
  const closed = run.closedAt === null;
  return (
    <p className="actions">
      <button
        type="button"
        disabled={act.busy}
        onClick={() =>
          void act.run(
            () => ask("PUT /serial-runs/:id/closure", { params: { id: run.id }, body: { closed } }),
            t(closed ? "serials.closed" : "serials.reopened"),
          )
        }
      >
        {t(closed ? "serials.close" : "serials.reopen")}
      </button>
      {closed && <span className="quiet">{t("serials.closeHint")}</span>}
    </p>
  );
}

function ChangeRun({ run, act }: { run: Run; act: Act }): ReactNode {
  const change = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const perYear = textOf(data, "perYear");
    const body = {
      callNumber: textOf(data, "callNumber"),
      volumeCaption: textOf(data, "volumeCaption"),
      issueCaption: textOf(data, "issueCaption"),
      issuesPerYear: perYear === "" ? null : Number(perYear),
    };
    void act.run(() => ask("PUT /serial-runs/:id", { params: { id: run.id }, body }), t("serials.changed"));
  };
  return (
    <details>
      <summary>{t("serials.change")}</summary>
      <form className="actions" onSubmit={change} aria-label={t("serials.change")}>
        <label>
          {t("serials.callNumber")}{" "}
          <input name="callNumber" size={12} maxLength={100} defaultValue={run.callNumber} />
        </label>
        <label>
          {t("serials.volumeCaption")}{" "}
          <input name="volumeCaption" size={4} maxLength={20} defaultValue={run.volumeCaption} />
        </label>
        <label>
          {t("serials.issueCaption")}{" "}
          <input name="issueCaption" size={4} maxLength={20} defaultValue={run.issueCaption} />
        </label>
        <label>
          {t("serials.perYear")}{" "}
          <input
            name="perYear"
            inputMode="numeric"
            pattern="\d{1,3}"
            size={4}
            defaultValue={run.issuesPerYear ?? ""}
          />
        </label>
        <button type="submit" disabled={act.busy}>
          {t("serials.change")}
        </button>
      </form>
    </details>
  );
}

function Foretell({ run, act }: { run: Run; act: Act }): ReactNode {
  const expect = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = { year: Number(textOf(data, "year")), volume: textOf(data, "volume") };
    void act.run(
      () => ask("POST /serial-runs/:id/expectations", { params: { id: run.id }, body }),
      t("serials.foretold"),
    );
  };
  return (
    <form className="actions" onSubmit={expect} aria-label={t("serials.foretell")}>
      <label>
        {t("serials.year")} <input name="year" required pattern="\d{4}" inputMode="numeric" size={5} />
      </label>
      <label>
        {run.volumeCaption || t("serials.volume")} <input name="volume" size={6} maxLength={20} />
      </label>
      <button type="submit" disabled={act.busy}>
        {t("serials.foretell")}
      </button>
    </form>
  );
}

function Bind(props: { run: Run; act: Act; issueIds: number[]; onBound: () => void }): ReactNode {
  const { run, act, issueIds } = props;
  const bind = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = { issueIds, label: textOf(data, "label"), barcode: textOf(data, "barcode") || null };
    const isDone = await act.run(
      () => ask("POST /serial-runs/:id/volumes", { params: { id: run.id }, body }),
      t("serials.bound", { count: issueIds.length }),
    );
    if (isDone) props.onBound();
  };
  return (
    <form className="actions" onSubmit={(event) => void bind(event)} aria-label={t("serials.bind")}>
      <label>
        {t("serials.label")} <input name="label" required maxLength={100} />
      </label>
      <label>
        {t("serials.barcode")} <input name="barcode" maxLength={40} size={16} autoComplete="off" />
      </label>
      <button type="submit" className="primary" disabled={act.busy}>
        {t("serials.bindCount", { count: issueIds.length })}
      </button>
    </form>
  );
}
