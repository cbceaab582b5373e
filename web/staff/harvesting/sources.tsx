import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { intervals } from "../../../server/src/harvesting/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import { MemberChoice } from "../loads/member-choice.tsx";
import type { RowOf } from "../operations.ts";
import { MemberName } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { HarvestList, Reconciliation } from "./harvests.tsx";

type Source = RowOf<"GET /harvest-sources">;

const REFRESH_MS = 5000;

/** Where records of a library come from by themselves, and how it went. */
export function Sources({ session }: { session: Session }): ReactNode {
  const act = useAct("harvest-sources", "harvests");
  const [open, setOpen] = useState<Source | null>(null);
  const [shown, setShown] = useState<number | null>(null);
  const query = useQuery({
    queryKey: ["harvest-sources"],
    refetchInterval: REFRESH_MS,
    queryFn: async () => (await ask("GET /harvest-sources")).items,
  });
  const isFolder = query.data?.find((one) => one.id === shown)?.kind === "folder";
  return (
    <>
      <p className="quiet">{t("harvest.hint")}</p>
      <Said act={act} />
      <ListState
        query={query}
        empty={t("harvest.none")}
        rows={(items) => (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("harvest.name")}</th>
                  <th>{t("harvest.from")}</th>
                  <th>{t("harvest.every")}</th>
                  <th>{t("harvest.last")}</th>
                  <th>
                    <span className="vh">{t("admin.actions")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <Line
                    key={one.id}
                    source={one}
                    act={act}
                    onChange={() => setOpen(one)}
                    onShow={() => setShown(shown === one.id ? null : one.id)}
                  />
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
      {shown !== null && (
        <section aria-label={t("harvest.details")}>
          {isFolder ? (
            <p className="quiet">{t("problem.source-tells-no-whole")}</p>
          ) : (
            <Reconciliation id={shown} />
          )}
          <HarvestList id={shown} isFolder={isFolder} />
        </section>
      )}
      <SourceForm
        key={open?.id ?? "new"}
        session={session}
        source={open}
        act={act}
        onDone={() => setOpen(null)}
      />
    </>
  );
}

/** How a harvest went, in words. */
function lastOf({ last, kind }: Source): string {
  if (!last) return "—";
  const at = date(last.startedAt);
  if (last.state === "running") return t("harvest.running", { at, records: last.records });
  if (last.state === "failed")
    return `${at}: ${t(`problem.${last.error ?? "other"}`, { code: last.error ?? "" })}`;
  if (kind === "folder") return t("harvest.filesCame", { at, n: last.loadIds.length });
  return t("harvest.came", { at, records: last.records, deletions: last.deletions });
}

function Line(props: { source: Source; act: Act; onChange: () => void; onShow: () => void }): ReactNode {
  const { source, act } = props;
  const begin = (isWhole: boolean): void =>
    void act.run(
      () => ask("POST /harvest-sources/:id/harvests", { params: { id: source.id }, body: { isWhole } }),
      t("harvest.begun"),
    );
  return (
    <tr>
      <td>
        <MemberName code={source.member} /> {source.name}
        {!source.active && <span className="quiet"> {t("harvest.resting")}</span>}
      </td>
      <td>
        <code>{source.folder ?? source.url}</code> {source.setSpec}
      </td>
      <td>{t(`harvest.every.${source.every}`)}</td>
      <td>{lastOf(source)}</td>
      <Acts>
        <button type="button" onClick={() => begin(false)}>
          {t("harvest.begin")}
        </button>{" "}
        {source.kind === "oai" && (
          <button type="button" onClick={() => begin(true)}>
            {t("harvest.beginWhole")}
          </button>
        )}{" "}
        <button type="button" onClick={props.onShow}>
          {t("harvest.details")}
        </button>{" "}
        <button type="button" onClick={props.onChange}>
          {t("admin.change")}
        </button>{" "}
        <TwicePressed
          label={t("admin.remove")}
          onPress={() =>
            void act.run(
              () => ask("DELETE /harvest-sources/:id", { params: { id: source.id } }),
              t("harvest.removed"),
            )
          }
        />
      </Acts>
    </tr>
  );
}

/** The source as the form has it. */
function readSource(data: FormData, kind: Source["kind"]) {
  return {
    name: textOf(data, "name"),
    kind,
    url: textOf(data, "url"),
    prefix: textOf(data, "prefix"),
    setSpec: textOf(data, "setSpec"),
    profile: textOf(data, "profile"),
    every: textOf(data, "every") as Source["every"],
    active: data.get("active") !== null,
  };
}

function SourceForm(props: {
  session: Session;
  source: Source | null;
  act: Act;
  onDone: () => void;
}): ReactNode {
  const { source, act } = props;
  const [kind, setKind] = useState<Source["kind"]>(source?.kind ?? "oai");
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = readSource(data, kind);
    const work = () =>
      source
        ? ask("PUT /harvest-sources/:id", { params: { id: source.id }, body })
        : ask("POST /harvest-sources", { body: { ...body, member: textOf(data, "member") } });
    void act.run(work, t("admin.saved")).then((done) => {
      if (!done) return;
      form.reset();
      props.onDone();
    });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("harvest.form")}>
      <h2>{source ? source.name : t("harvest.form")}</h2>
      <div className="row">
        {!source && <MemberChoice session={props.session} />}
        <label>
          {t("harvest.name")}
          <input name="name" required maxLength={80} defaultValue={source?.name ?? ""} />
        </label>
        <label>
          {t("harvest.kind")}
          <select value={kind} onChange={(event) => setKind(event.target.value as Source["kind"])}>
            <option value="oai">{t("harvest.kind.oai")}</option>
            <option value="folder">{t("harvest.kind.folder")}</option>
          </select>
        </label>
        <label>
          {t("harvest.every")}
          <select name="every" defaultValue={source?.every ?? "night"}>
            {intervals.map((one) => (
              <option key={one} value={one}>
                {t(`harvest.every.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {kind === "oai" && <ServerFields source={source} />}
      <label>
        {t("harvest.profile")}
        <input name="profile" maxLength={64} defaultValue={source?.profile ?? ""} />
      </label>
      <label className="check">
        <input type="checkbox" name="active" defaultChecked={source?.active ?? true} /> {t("harvest.active")}
      </label>
      <p className="actions">
        <Send act={act} />
      </p>
    </form>
  );
}

function ServerFields({ source }: { source: Source | null }): ReactNode {
  return (
    <>
      <label>
        {t("harvest.url")}
        <input
          name="url"
          type="url"
          required
          maxLength={500}
          defaultValue={source?.url ?? ""}
          placeholder="https://catalogue.example.org/oai"
        />
      </label>
      <div className="row">
        <label>
          {t("harvest.prefix")}
          <input name="prefix" maxLength={60} defaultValue={source?.prefix ?? ""} />
        </label>
        <label>
          {t("harvest.set")}
          <input name="setSpec" maxLength={200} defaultValue={source?.setSpec ?? ""} />
        </label>
      </div>
    </>
  );
}
