import { useQuery } from "@tanstack/react-query";
import { type ChangeEvent, type FormEvent, type ReactNode, useState } from "react";
import { listFields } from "../../../server/src/patron-sync/words.ts";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { KindField, useKindName } from "../policies/kinds.tsx";
import { currentLanguage, date, hasText, t } from "../text.ts";
import { countsInWords } from "./counts.ts";

type Feed = Answer<"GET /members/:code/patron-feed">;
type RunFile = Answer<"GET /members/:code/patron-feed/runs/:id">;
type Difference = RunFile["differences"][number];

const SOON_MS = 2000;

/** The university's list of readers: how it is read, what it would change, and how every night went. */
export function PatronFeed({ code }: { code: string }): ReactNode {
  const act = useAct("patron-feed", "patron-run");
  const [open, setOpen] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["patron-feed", code],
    queryFn: () => ask("GET /members/:code/patron-feed", { params: { code } }),
    refetchInterval: (one) => (one.state.data?.runs.some((run) => run.state === "waiting") ? SOON_MS : false),
  });
  const feed = query.data;
  if (!feed) return <p role="status">{t("app.loading")}</p>;
  const begin = (body: { isDry: boolean; endsMany?: boolean }): void =>
    void act.run(async () => {
      const { id } = await ask("POST /members/:code/patron-feed/runs", { params: { code }, body });
      setOpen(id);
    }, t("feed.begun"));
  const shown = open ?? feed.runs[0]?.id;
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("feed.hint", { folder: feed.folder })}</p>
        <Said act={act} />
        <List code={code} feed={feed} act={act} />
        {feed.file && !feed.settings && <p role="status">{t("feed.settingsFirst")}</p>}
        {feed.settings && (
          <p className="actions">
            <button type="button" className="primary" onClick={() => begin({ isDry: true })}>
              {t("feed.look")}
            </button>
            <TwicePressed label={t("feed.take")} onPress={() => begin({ isDry: false })} />
          </p>
        )}
        <Runs feed={feed} onOpen={setOpen} />
        {shown && (
          <Run key={shown} code={code} id={shown} onAnyway={() => begin({ isDry: false, endsMany: true })} />
        )}
      </div>
      <FeedForm key={String(feed.settings !== null)} code={code} feed={feed} act={act} />
    </div>
  );
}

function List({ code, feed, act }: { code: string; feed: Feed; act: Act }): ReactNode {
  const send = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.currentTarget.files?.[0];
    if (!file) return;
    const body = new FormData();
    body.set("file", file);
    event.currentTarget.value = "";
    void act.run(
      () => ask("POST /members/:code/patron-feed/files", { params: { code }, body }),
      t("feed.sent"),
    );
  };
  return (
    <p className="actions">
      {feed.file
        ? t("feed.file", { name: feed.file.name, date: date(feed.file.writtenAt) })
        : t("feed.noFile")}{" "}
      <label className="file-button">
        {t("feed.send")}
        <input type="file" className="vh" accept=".csv,text/csv" onChange={send} />
      </label>
    </p>
  );
}

function Runs({ feed, onOpen }: { feed: Feed; onOpen: (id: string) => void }): ReactNode {
  const columns: TableColumn<Feed["runs"][number]>[] = [
    { id: "when", name: t("feed.when"), show: (one) => date(one.askedAt), sortBy: (one) => one.askedAt },
    { id: "by", name: t("audit.who"), show: (one) => one.by ?? t("feed.byNight") },
    {
      id: "state",
      name: t("feed.result"),
      show: (one) => t(one.isDry && one.state === "done" ? "feed.state.looked" : `feed.state.${one.state}`),
    },
    { id: "counts", name: t("feed.counts"), show: (one) => one.error ?? countsInWords(one.counts) },
  ];
  if (feed.runs.length === 0) return <p className="quiet">{t("feed.noRuns")}</p>;
  return (
    <DataTable
      label={t("feed.runs")}
      language={currentLanguage()}
      columns={columns}
      rows={feed.runs}
      keyOf={(one) => one.id}
      onOpen={(one) => onOpen(one.id)}
    />
  );
}

function Run(props: { code: string; id: string; onAnyway: () => void }): ReactNode {
  const params = { code: props.code, id: props.id };
  const query = useQuery({
    queryKey: ["patron-run", props.code, props.id],
    queryFn: () => ask("GET /members/:code/patron-feed/runs/:id", { params }),
    refetchInterval: (one) => (one.state.data?.state === "waiting" ? SOON_MS : false),
  });
  const run = query.data;
  if (!run) return null;
  return (
    <section aria-live="polite">
      <h2>{t("feed.differences", { date: date(run.askedAt) })}</h2>
      {run.state === "waiting" && <p role="status">{t("feed.state.waiting")}</p>}
      {run.error && (
        <p role="alert" className="refused">
          {run.error}
        </p>
      )}
      {run.state === "held" && (
        <p role="alert" className="refused">
          {t("feed.held", { n: run.counts.ended ?? 0 })}{" "}
          <TwicePressed label={t("feed.anyway")} onPress={props.onAnyway} />
        </p>
      )}
      <Differences items={run.differences} />
    </section>
  );
}

function Differences({ items }: { items: Difference[] }): ReactNode {
  const groupOf = useKindName("patron-group");
  const value = (field: string, text: string): string =>
    text === ""
      ? t("feed.none")
      : field === "group"
        ? groupOf(text)
        : field === "status"
          ? t(`feed.status.${text}`)
          : text;
  const told = (one: Difference): string => {
    if (one.reason !== null)
      return hasText(`feed.reason.${one.reason}`) ? t(`feed.reason.${one.reason}`) : one.reason;
    return one.changes
      .map(
        ({ field, from, to }) => `${t(`feed.field.${field}`)}: ${value(field, from)} → ${value(field, to)}`,
      )
      .join(" · ");
  };
  const columns: TableColumn<Difference>[] = [
    {
      id: "kind",
      name: t("feed.what"),
      show: (one) => t(`feed.kind.${one.kind}`),
      sortBy: (one) => t(`feed.kind.${one.kind}`),
      width: 110,
    },
    { id: "number", name: t("readers.number"), show: (one) => one.number, sortBy: (one) => one.number },
    { id: "name", name: t("staff.name"), show: (one) => one.name, sortBy: (one) => one.name },
    { id: "changes", name: t("feed.change"), show: told },
  ];
  if (items.length === 0) return <p className="quiet">{t("feed.noDifferences")}</p>;
  return (
    <DataTable
      label={t("feed.what")}
      language={currentLanguage()}
      columns={columns}
      rows={items}
      keyOf={(one) => `${one.kind} ${one.number} ${one.line}`}
    />
  );
}

function FeedForm({ code, feed, act }: { code: string; feed: Feed; act: Act }): ReactNode {
  const { settings } = feed;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const named = listFields.map((field) => [field, textOf(data, `column.${field}`)] as const);
    const body = {
      isOn: data.get("isOn") !== null,
      mapping: Object.fromEntries(named.filter(([, column]) => column !== "")),
      patronGroup: textOf(data, "patronGroup"),
      numberIsCard: data.get("numberIsCard") !== null,
      endsMissing: data.get("endsMissing") !== null,
      mostEndedPercent: Number(textOf(data, "mostEndedPercent")),
      debtOver: Number(textOf(data, "debtOver")),
    };
    void act.run(() => ask("PUT /members/:code/patron-feed", { params: { code }, body }), t("admin.saved"));
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("feed.settings")}>
      <h2>{t("feed.settings")}</h2>
      {feed.owner && <p className="quiet">{t("repeating.owner", { name: feed.owner })}</p>}
      <label className="check">
        <input type="checkbox" name="isOn" defaultChecked={settings?.isOn ?? true} /> {t("feed.isOn")}
      </label>
      <fieldset className="local">
        <legend>{t("feed.mapping")}</legend>
        <p className="quiet">{t("feed.mappingHint")}</p>
        <div className="row">
          {listFields.map((field) => (
            <label key={field}>
              {t(`feed.field.${field}`)}
              <input name={`column.${field}`} maxLength={100} defaultValue={settings?.mapping[field] ?? ""} />
            </label>
          ))}
        </div>
      </fieldset>
      <KindField
        of="patron-group"
        member={code}
        name="patronGroup"
        label={t("feed.group")}
        defaultValue={settings?.patronGroup ?? "student"}
        required
        isNamed
      />
      <label className="check">
        <input type="checkbox" name="numberIsCard" defaultChecked={settings?.numberIsCard ?? false} />{" "}
        {t("feed.numberIsCard")}
      </label>
      <label className="check">
        <input type="checkbox" name="endsMissing" defaultChecked={settings?.endsMissing ?? true} />{" "}
        {t("feed.endsMissing")}
      </label>
      <Limits settings={settings} />
      <Send act={act} />
    </form>
  );
}

/** How many readers one list may end, and from which debt on it blocks. */
function Limits({ settings }: Pick<Feed, "settings">): ReactNode {
  return (
    <>
      <label>
        {t("feed.mostEnded")}
        <input
          name="mostEndedPercent"
          type="number"
          min={0}
          max={100}
          required
          defaultValue={settings?.mostEndedPercent ?? 10}
        />
      </label>
      <label>
        {t("feed.debtOver")}
        <input
          name="debtOver"
          type="number"
          min={0}
          max={999_999}
          step="any"
          required
          defaultValue={settings?.debtOver ?? 0}
        />
      </label>
    </>
  );
}
