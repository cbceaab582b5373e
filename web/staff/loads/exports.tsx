import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask } from "../api.ts";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { InputOf, RowOf } from "../operations.ts";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { MemberChoice } from "./member-choice.tsx";
import { readSelection, SelectionFields } from "./selection-fields.tsx";

type Format = InputOf<"POST /record-exports">["body"]["format"];

const FORMATS: readonly Format[] = ["iso2709", "marcxml", "marcjson", "csv"];

/** Files of records: asked for here, made in the background, kept for a week. */
export function Exports(props: { session: Session }): ReactNode {
  const act = useAct("record-exports");
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
    };
    await act.run(() => ask("POST /record-exports", { body }), t("exports.begun"));
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
            {FORMATS.map((one) => (
              <option key={one} value={one}>
                {t(`exports.format.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <p className="actions">
          <Send act={act} label={t("exports.make")} />
        </p>
        <Said act={act} />
      </form>
      <h2>{t("exports.files")}</h2>
      <ListState query={files} empty={t("exports.empty")} rows={(items) => <Files items={items} />} />
    </section>
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
                {t(`exports.format.${one.format}`)} · {t(`select.${one.selection.kind}`)}
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
