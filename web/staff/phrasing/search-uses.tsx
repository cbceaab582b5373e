import { type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import type { RowOf } from "../operations.ts";
import { useMembers } from "../own-members.tsx";
import { Pages } from "../pages.tsx";
import { date, pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";

const WAYS = ["abandoned", "slow"] as const;
type Way = (typeof WAYS)[number];
type SearchUse = RowOf<"GET /search-uses">;

/** Searches that found something from which nothing was opened, and those whose pages were slow; nobody is named. */
export function SearchUses(props: { onAlias: (said: string) => void }): ReactNode {
  const [by, setBy] = useState<Way>("abandoned");
  const [library, setLibrary] = useState("");
  const members = useMembers();
  return (
    <>
      <h2>{t("phrasing.uses")}</h2>
      <p className="quiet">{t(`phrasing.${by}Hint`)}</p>
      <p className="actions">
        {WAYS.map((way) => (
          <button key={way} type="button" aria-pressed={way === by} onClick={() => setBy(way)}>
            {t(`phrasing.${way}`)}
          </button>
        ))}{" "}
        <label>
          {t("phrasing.library")}{" "}
          <select value={library} onChange={(event) => setLibrary(event.target.value)}>
            <option value="">{t("phrasing.allLibraries")}</option>
            {(members.data ?? []).map((member) => (
              <option key={member.code} value={member.code}>
                {pick(member.name)}
              </option>
            ))}
          </select>
        </label>
      </p>
      <Pages
        key={`${by} ${library}`}
        queryKey={["search-uses", by, library]}
        ask={(cursor) =>
          ask("GET /search-uses", { query: { by, limit: 50, cursor, ...(library && { library }) } })
        }
        empty={t("phrasing.usesNone")}
        rows={(items) => <UseTable items={items} by={by} onAlias={props.onAlias} />}
      />
    </>
  );
}

function UseTable(props: { items: SearchUse[]; by: Way; onAlias: (said: string) => void }): ReactNode {
  const { items, by } = props;
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("phrasing.said")}</th>
            <th className="number">{t(`phrasing.${by}Times`)}</th>
            <th className="number">{t("phrasing.shown")}</th>
            {by === "slow" ? <th className="number">{t("phrasing.worst")}</th> : null}
            <th>{t("phrasing.last")}</th>
            <th>{t("phrasing.members")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((use) => (
            <tr key={use.said}>
              <td>{use.said}</td>
              <td className="number">{use.times}</td>
              <td className="number">{use.shown}</td>
              {by === "slow" ? <td className="number">{use.worstMs}</td> : null}
              <td className="day">{date(use.lastOn)}</td>
              <td>{use.members.join(" ") || "—"}</td>
              <Acts>
                <button type="button" onClick={() => props.onAlias(use.said)}>
                  {t("phrasing.toAlias")}
                </button>
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
