import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { LocalFields, readLocal, Said, textOf, useAct } from "../consortium/fields.tsx";
import { CATALOGUERS, MemberName, MemberOptions, useOwnMembers } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { pick, t } from "../text.ts";
import { ExhibitionEditor } from "./editor.tsx";
import { ExhibitionState } from "./exhibition-state.tsx";

/** Exhibitions: which there are, a new one, and the making of one. */
export function Exhibitions(props: { session: Session }): ReactNode {
  const [[slug], go] = useSubPath("exhibitions");
  const worked = useQuery({
    queryKey: ["exhibitions-worked"],
    queryFn: async () => (await ask("GET /exhibitions-worked")).items,
    refetchOnWindowFocus: false,
  });
  if (worked.isPending) return <p role="status">{t("app.loading")}</p>;
  if (worked.isError)
    return (
      <p role="alert" className="refused">
        {explain(worked.error)}
      </p>
    );
  if (slug === "new") return <NewExhibition session={props.session} go={go} />;
  const one = worked.data.find((item) => item.slug === slug);
  if (one) return <ExhibitionEditor key={one.slug} one={one} onLeave={() => go()} />;
  return (
    <section>
      <p className="actions">
        <button type="button" className="primary" onClick={() => go("new")}>
          {t("exhibitions.new")}
        </button>
        <span className="quiet">{t("exhibitions.new.why")}</span>
      </p>
      {worked.data.length === 0 ? (
        <p className="quiet">{t("exhibitions.none")}</p>
      ) : (
        <ul className="collection-cards">
          {worked.data.map((each) => (
            <li key={each.slug}>
              <a
                href={`/staff/exhibitions/${each.slug}`}
                onClick={(event) => {
                  event.preventDefault();
                  go(each.slug);
                }}
              >
                <b>{pick(each.content.title) || each.slug}</b>
                <span className="quiet">
                  <MemberName code={each.member} /> ·{" "}
                  {t("exhibitions.pages", { count: each.content.pages.length })}
                </span>
                <ExhibitionState one={each} />
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NewExhibition(props: { session: Session; go: (...parts: string[]) => void }): ReactNode {
  const { session, go } = props;
  const client = useQueryClient();
  const act = useAct();
  const { members } = useOwnMembers(session, CATALOGUERS);
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const slug = textOf(data, "slug").toLowerCase();
    const body = { member: textOf(data, "member"), slug, title: readLocal(data, "title") };
    setBusy(true);
    const isDone = await act.run(() => ask("POST /exhibitions", { body }), "");
    setBusy(false);
    if (!isDone) return;
    await client.invalidateQueries({ queryKey: ["exhibitions-worked"] });
    go(slug);
  };
  return (
    <form className="admin" onSubmit={(event) => void save(event)}>
      <LocalFields legend={t("exhibitions.title")} name="title" />
      <div className="row">
        <label>
          {t("collections.new.address")}
          <input
            name="slug"
            required
            pattern="[a-z0-9][a-z0-9\-]{1,58}[a-z0-9]"
            placeholder="chun-you"
            title={t("collections.new.address.what")}
          />
        </label>
        <label>
          {t("collections.new.member")}
          <select name="member" required defaultValue={session.branch?.member}>
            <MemberOptions members={members} />
          </select>
        </label>
      </div>
      <p className="actions">
        <button type="submit" className="primary" disabled={busy}>
          {t("exhibitions.create")}
        </button>
        <button type="button" onClick={() => go()}>
          {t("collections.undo")}
        </button>
      </p>
      <Said act={act} />
    </form>
  );
}
