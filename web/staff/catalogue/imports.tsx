import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { currentLanguage, date, pick, t } from "../text.ts";

type Run = RowOf<"GET /imports">;

const COLUMNS = [
  "read",
  "created",
  "updated",
  "unchanged",
  "matched",
  "rejected",
  "items",
  "itemsRefused",
  "warnings",
] as const satisfies (keyof Run["counts"])[];

/** Uploads a member's MARC, and shows how each import goes and what it refused. */
export function Imports(props: { session: Session }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const runs = useQuery({
    queryKey: ["imports"],
    queryFn: async () => (await ask("GET /imports", { query: { language: currentLanguage() } })).items,
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
                  <RunRow
                    key={run.id}
                    run={run}
                    isOpen={open === run.id}
                    onOpen={() => setOpen(open === run.id ? null : run.id)}
                  />
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

function RunRow(props: { run: Run; isOpen: boolean; onOpen: () => void }): ReactNode {
  const { run } = props;
  return (
    <tr>
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
        <button type="button" aria-expanded={props.isOpen} onClick={props.onOpen}>
          {t("imports.rejects")}
        </button>
      </td>
    </tr>
  );
}

function Upload(props: { session: Session; onDone: () => void }): ReactNode {
  const [message, setMessage] = useState("");
  const members = useQuery({
    queryKey: ["members"],
    queryFn: async () => (await ask("GET /members")).items,
  });
  const [member, setMember] = useState("");
  const own = new Set(props.session.roles.map((r) => r.member));
  const everywhere = props.session.roles.some((r) => r.member === null);
  const choices = (members.data ?? []).filter((m) => everywhere || own.has(m.code));
  const chosen = member || choices[0]?.code;
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
      await ask("POST /imports", { body: data });
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
        <select name="member" value={chosen ?? ""} onChange={(event) => setMember(event.target.value)}>
          {choices.map((m) => (
            <option key={m.code} value={m.code}>
              {m.code} {pick(m.name)}
            </option>
          ))}
        </select>
      </label>
      <ProfileChoice member={chosen} />
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

/** How the chosen member's records list items; its own ways are among them. */
function ProfileChoice(props: { member: string | undefined }): ReactNode {
  const { member } = props;
  const profiles = useQuery({
    queryKey: ["profiles", member],
    enabled: member !== undefined,
    queryFn: async () => (await ask("GET /imports/profiles", { query: { member: member! } })).items,
  });
  return (
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
  );
}

/** What an import tells, a page at a time: refused records, warnings, repairs. */
function Rejects(props: { runId: string }): ReactNode {
  const [after, setAfter] = useState<number[]>([-1]);
  const last = after.at(-1)!;
  const query = useQuery({
    queryKey: ["rejects", props.runId, last, currentLanguage()],
    queryFn: async () =>
      (
        await ask("GET /imports/:id/rejects", {
          params: { id: props.runId },
          query: { after: last, language: currentLanguage() },
        })
      ).items,
  });
  const items = query.data ?? [];
  return (
    <section aria-label={t("imports.rejects")}>
      <p className="tools">
        <b>{t("imports.rejects")}</b>{" "}
        <a href={`/api/v1/imports/${props.runId}/rejects.tsv?language=${currentLanguage()}`} download>
          {t("imports.download")}
        </a>
      </p>
      <ListState
        query={query}
        empty={t("imports.noRejects")}
        rows={(rows) => (
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th className="number">{t("imports.record")}</th>
                  <th>{t("imports.control")}</th>
                  <th>{t("imports.field")}</th>
                  <th>{t("imports.reason")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((r) => (
                  <tr key={r.line}>
                    <td className="number">{r.recordIndex < 0 ? "" : r.recordIndex + 1}</td>
                    <td>{r.controlNumber}</td>
                    <td>{r.place}</td>
                    <td>
                      <b>{t(`imports.severity.${r.severity}`)}</b> {r.message}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      />
      <p className="tools">
        <button type="button" disabled={after.length === 1} onClick={() => setAfter(after.slice(0, -1))}>
          {t("imports.earlier")}
        </button>
        <button
          type="button"
          disabled={items.length < PAGE}
          onClick={() => setAfter([...after, items.at(-1)!.line])}
        >
          {t("imports.later")}
        </button>
      </p>
    </section>
  );
}

/** Lines of a page, as the server gives them. */
const PAGE = 200;
