import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { exportFormats, exportIntervals, recordFlavours } from "../../../server/src/loads/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { InputOf, RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { MemberChoice } from "./member-choice.tsx";
import { readSelection, SelectionFields } from "./selection-fields.tsx";

type Format = InputOf<"POST /record-exports">["body"]["format"];
type Interval = (typeof exportIntervals)[number];

/** Files of records: asked for here, made in the background, kept for a week. */
export function Exports(props: { session: Session }): ReactNode {
  const act = useAct("record-exports", "export-schedules");
  const [every, setEvery] = useState("");
  const files = useQuery({
    queryKey: ["record-exports"],
    queryFn: async () => (await ask("GET /record-exports")).items,
    refetchInterval: 2_000,
  });
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const member = textOf(data, "member");
    const body = {
      member: member === "*" ? null : member,
      selection: readSelection(data),
      format: textOf(data, "format") as Format,
      flavour: (textOf(data, "flavour") || null) as InputOf<"POST /record-exports">["body"]["flavour"],
    };
    const every = textOf(data, "every");
    if (every === "") {
      await act.run(() => ask("POST /record-exports", { body }), t("exports.begun"));
      return;
    }
    const schedule = { ...body, every: every as Interval, isIncremental: data.has("isIncremental") };
    await act.run(() => ask("POST /export-schedules", { body: schedule }), t("exports.scheduled"));
  };
  return (
    <section>
      <form className="admin" onSubmit={(event) => void submit(event)} aria-label={t("exports.new")}>
        <h2>{t("exports.new")}</h2>
        <MemberChoice session={props.session} all />
        <SelectionFields all />
        <label>
          {t("exports.format")}
          <select name="format">
            {exportFormats.map((one) => (
              <option key={one} value={one}>
                {t(`exports.format.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <FlavourChoice />
        <label>
          {t("exports.every")}
          <select name="every" value={every} onChange={(event) => setEvery(event.target.value)}>
            <option value="">{t("exports.once")}</option>
            {exportIntervals.map((one) => (
              <option key={one} value={one}>
                {t(`exports.every.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {every !== "" && (
          <label className="check">
            <input type="checkbox" name="isIncremental" defaultChecked /> {t("exports.incremental")}
          </label>
        )}
        <p className="actions">
          <Send act={act} label={t("exports.make")} />
        </p>
        <Said act={act} />
      </form>
      <Schedules act={act} />
      <h2>{t("exports.files")}</h2>
      <ListState query={files} empty={t("exports.empty")} rows={(items) => <Files items={items} />} />
    </section>
  );
}

/** One format for all records, or each its own. */
function FlavourChoice(): ReactNode {
  return (
    <label>
      {t("exports.flavour")}
      <select name="flavour">
        <option value="">{t("exports.flavour.own")}</option>
        {recordFlavours.map((one) => (
          <option key={one} value={one}>
            {t(`records.flavour.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Which records: of a search and a list, which. */
function selected(selection: RowOf<"GET /export-schedules">["selection"]): string {
  const kind = t(`select.${selection.kind}`);
  if (selection.kind === "search") return `${kind} ${searchWords(selection.search)}`;
  return kind;
}

/** A search's address as its words: what was typed first, then what narrows it. */
function searchWords(search: string): string {
  const query = new URLSearchParams(search.replace(/^[^?]*\?/, ""));
  const rest = [...query].filter(([name, value]) => name !== "q" && value !== "").map(([, value]) => value);
  return [query.get("q"), ...rest].filter(Boolean).join(" · ");
}

/** Files that are made by themselves. */
function Schedules({ act }: { act: Act }): ReactNode {
  const { data } = useQuery({
    queryKey: ["export-schedules"],
    queryFn: async () => (await ask("GET /export-schedules")).items,
  });
  if (!data?.length) return null;
  return (
    <>
      <h2>{t("exports.schedules")}</h2>
      <ul>
        {data.map((one) => (
          <li key={one.id}>
            {t(`exports.every.${one.every}`)} · {one.memberCode ?? t("select.everybody")} ·{" "}
            {selected(one.selection)} · {t(`exports.format.${one.format}`)}
            {one.flavour && ` · ${t(`records.flavour.${one.flavour}`)}`}
            {one.isIncremental && ` · ${t("exports.incremental")}`}{" "}
            {one.lastAt && <span className="quiet">{date(one.lastAt)}</span>}{" "}
            <TwicePressed
              label={t("admin.remove")}
              onPress={() =>
                void act.run(
                  () => ask("DELETE /export-schedules/:id", { params: { id: one.id } }),
                  t("exports.unscheduled"),
                )
              }
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function Files({ items }: { items: RowOf<"GET /record-exports">[] }): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("exports.when")}</th>
            <th>{t("imports.member")}</th>
            <th>{t("exports.format")}</th>
            <th className="number">{t("exports.records")}</th>
            <th>{t("exports.leftOut")}</th>
            <th>{t("exports.file")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id}>
              <td>{date(one.createdAt)}</td>
              <td>{one.memberCode ?? t("select.everybody")}</td>
              <td>
                {t(`exports.format.${one.format}`)}
                {one.flavour && ` · ${t(`records.flavour.${one.flavour}`)}`} · {selected(one.selection)}
              </td>
              <td className="number">{one.records}</td>
              <td>
                {one.leftOut > 0 && (
                  <details>
                    <summary>{t("exports.pieces", { n: one.leftOut })}</summary>
                    <ul>
                      {one.leftLines.map((line) => (
                        <li key={`${line.memberCode} ${line.controlNumber} ${line.place} ${line.detail}`}>
                          {line.memberCode} {line.controlNumber} {line.place}:{" "}
                          {t(`exports.left.${line.reason}`)} <span className="quiet">{line.detail}</span>
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </td>
              <td>
                {one.state === "done" && (
                  <a href={`/api/v1/record-exports/${one.id}/file`} download>
                    {t("exports.download")}
                  </a>
                )}
                {one.state === "waiting" && t("exports.making")}
                {one.error && <span className="refused">{t(`problem.${one.error}`)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
