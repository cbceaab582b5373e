import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { CATALOGUERS, MemberOptions, useOwnMembers } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { t } from "../text.ts";

/** A collection that was exported elsewhere is handed in; how far earlier ones are stands below. */
export function TakeIn({ session }: { session: Session }): ReactNode {
  const client = useQueryClient();
  const [said, setSaid] = useState<{ text: string; refused: boolean } | null>(null);
  const [busy, setBusy] = useState(false);
  const taken = useQuery({
    queryKey: ["collections-taken-in"],
    queryFn: async () => (await ask("GET /collections-taken-in")).items,
    refetchInterval: (query) => (query.state.data?.some((one) => one.state === "waiting") ? 2000 : false),
  });
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = new FormData(form);
    const body = new FormData();
    for (const name of ["member", "slug"]) {
      const value = String(given.get(name) ?? "").trim();
      if (value !== "") body.append(name, value);
    }
    body.append("file", given.get("file") as File);
    setBusy(true);
    try {
      await ask("POST /collections-taken-in", { body });
      setSaid({ text: t("exchange.begun"), refused: false });
      form.reset();
    } catch (error) {
      setSaid({ text: explain(error), refused: true });
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ["collections-taken-in"] });
    await client.invalidateQueries({ queryKey: ["collections-worked"] });
  };
  return (
    <details className="take-in">
      <summary>{t("exchange.take-in")}</summary>
      <form className="admin" onSubmit={(event) => void send(event)}>
        <p className="quiet">{t("exchange.what")}</p>
        <TakeInFields session={session} busy={busy} />
        {said ? (
          <p role={said.refused ? "alert" : "status"} className={said.refused ? "refused" : "done"}>
            {said.text}
          </p>
        ) : null}
      </form>
      <ul>
        {(taken.data ?? []).slice(0, 5).map((one) => (
          <li key={one.id}>
            {one.slug}: {t(`exchange.state.${one.state}`, { done: one.done, total: one.total })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function TakeInFields({ session, busy }: { session: Session; busy: boolean }): ReactNode {
  const { members } = useOwnMembers(session, CATALOGUERS);
  return (
    <div className="row">
      <label>
        {t("exchange.file")}
        <input type="file" name="file" accept=".zip" required />
      </label>
      <label>
        {t("collections.new.member")}
        <select name="member" required defaultValue={session.branch?.member}>
          <MemberOptions members={members} />
        </select>
      </label>
      <label>
        {t("exchange.slug")}
        <input name="slug" pattern="[a-z0-9][a-z0-9\-]{1,58}[a-z0-9]" />
      </label>
      <button type="submit" disabled={busy}>
        {t("exchange.send")}
      </button>
    </div>
  );
}
