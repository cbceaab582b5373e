import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { call, explain } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { Session } from "../session.ts";
import { date, type LocalText, pick, t } from "../text.ts";

type Counts = Record<"read" | "created" | "updated" | "unchanged" | "matched" | "rejected" | "items", number>;
type Run = {
  id: string;
  memberCode: string;
  profile: string;
  fileName: string;
  dryRun: boolean;
  state: "waiting" | "running" | "done" | "failed";
  startedAt: string;
  bytesTotal: number | null;
  bytesDone: number;
  counts: Counts;
  error: string | null;
};
type Reject = { recordIndex: number; controlNumber: string | null; reason: string; message: string };

const COLUMNS = ["read", "created", "updated", "unchanged", "matched", "rejected", "items"] as const;

/** Uploads a member's MARC, and shows how each import goes and what it refused. */
export function Imports(props: { session: Session }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const runs = useQuery({
    queryKey: ["imports"],
    queryFn: async () => (await call<{ items: Run[] }>("GET", "/imports")).items,
    refetchInterval: 2_000,
  });
  return (
    <section>
      <Upload session={props.session} onDone={() => void runs.refetch()} />
      <h2>{t("imports.history")}</h2>
      <ListState
        query={runs}
        empty={t("imports.empty")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th>{t("imports.file")}</th>
                  <th>{t("imports.member")}</th>
                  {COLUMNS.map((c) => (
                    <th key={c} className="number">
                      {t(`imports.${c}`)}
                    </th>
                  ))}
                  <th>{t("imports.rejects")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((run) => (
                  <tr key={run.id}>
                    <td>
                      {run.fileName}{" "}
                      {run.dryRun && <span className="quiet">({t("imports.dryRun").split(/[：:]/)[0]})</span>}
                      <br />
                      <span className="quiet">
                        {date(run.startedAt)} · {t(`imports.state.${run.state}`)}
                      </span>
                      {run.state === "running" && (
                        <progress max={run.bytesTotal ?? 1} value={run.bytesDone} aria-label={run.fileName} />
                      )}
                      {run.error && <strong className="refused">{run.error}</strong>}
                    </td>
                    <td>{run.memberCode}</td>
                    {COLUMNS.map((c) => (
                      <td key={c} className="number">
                        {run.counts[c]}
                      </td>
                    ))}
                    <td>
                      <button
                        type="button"
                        aria-expanded={open === run.id}
                        onClick={() => setOpen(open === run.id ? null : run.id)}
                      >
                        {t("imports.rejects")}
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      />
      {open && <Rejects runId={open} />}
    </section>
  );
}

function Upload(props: { session: Session; onDone: () => void }): ReactNode {
  const [message, setMessage] = useState("");
  const members = useQuery({
    queryKey: ["members"],
    queryFn: async () =>
      (await call<{ items: { code: string; name: LocalText }[] }>("GET", "/members")).items,
  });
  const profiles = useQuery({
    queryKey: ["profiles"],
    queryFn: async () => (await call<{ items: string[] }>("GET", "/imports/profiles")).items,
  });
  const everywhere = props.session.roles.some((r) => r.member === null);
  const own = new Set(props.session.roles.map((r) => r.member));
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData();
    // Fields before the file: the server reads them first.
    for (const name of ["member", "profile", "dryRun"]) {
      const value = new FormData(form).get(name);
      if (value) data.append(name, value);
    }
    data.append("file", new FormData(form).get("file")!);
    setMessage(t("imports.uploading"));
    try {
      await call("POST", "/imports", data);
      setMessage("");
      form.reset();
      props.onDone();
    } catch (error) {
      setMessage(explain(error));
    }
  };
  return (
    <form className="upload" onSubmit={(event) => void submit(event)}>
      <label>
        {t("imports.file")}
        <input type="file" name="file" required />
      </label>
      <label>
        {t("imports.member")}
        <select name="member">
          {(members.data ?? [])
            .filter((m) => everywhere || own.has(m.code))
            .map((m) => (
              <option key={m.code} value={m.code}>
                {m.code} {pick(m.name)}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t("imports.profile")}
        <select name="profile">
          <option value="">{t("imports.profileOwn")}</option>
          {(profiles.data ?? []).map((p) => (
            <option key={p} value={p}>
              {p}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input type="checkbox" name="dryRun" value="true" /> {t("imports.dryRun")}
      </label>
      <button className="primary" type="submit">
        {t("imports.start")}
      </button>
      <p role="status">{message}</p>
    </form>
  );
}

function Rejects(props: { runId: string }): ReactNode {
  const query = useQuery({
    queryKey: ["rejects", props.runId],
    queryFn: async () => (await call<{ items: Reject[] }>("GET", `/imports/${props.runId}/rejects`)).items,
  });
  return (
    <section aria-label={t("imports.rejects")}>
      <p className="tools">
        <b>{t("imports.rejects")}</b>{" "}
        <a href={`/api/v1/imports/${props.runId}/rejects.tsv`} download>
          {t("imports.download")}
        </a>
      </p>
      <ListState
        query={query}
        empty={t("imports.noRejects")}
        rows={(items) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th className="number">{t("imports.record")}</th>
                  <th>{t("imports.control")}</th>
                  <th>{t("imports.reason")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((r) => (
                  <tr key={r.recordIndex}>
                    <td className="number">{r.recordIndex + 1}</td>
                    <td>{r.controlNumber}</td>
                    <td>
                      <code>{r.reason}</code> {r.message}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      />
    </section>
  );
}
