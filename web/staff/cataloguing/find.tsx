import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import { worksForOne } from "../people/works-for-one.ts";
import type { Session } from "../session.ts";
import { t } from "../text.ts";
import { FastAdded } from "./fast-added.tsx";
import { RestoreRecord } from "./withdraw-record.tsx";

/** A title that was found, by words or by what it bears. */
export type Hit = {
  id: number;
  title: string;
  who: string;
  facts: string;
  by: string;
  /** A record that was withdrawn and can be brought back. */
  withdrawn?: number;
};

const MOST_HITS = 25;

/** What bears these words or this number, and what the search finds beside. */
export async function find(q: string): Promise<Hit[]> {
  const [own, all] = await Promise.all([
    ask("GET /records", { query: { q } }),
    ask("GET /search", { query: { q, size: MOST_HITS, facets: 0 } }),
  ]);
  const exact = own.items.map((one) => ({
    id: one.instanceId,
    title: one.title,
    who: one.responsibility ?? "",
    facts: one.member,
    by: t(`records.by.${one.by}`),
    ...(one.withdrawn ? { withdrawn: one.recordId } : {}),
  }));
  const known = new Set(exact.map((one) => one.id));
  const rest = all.items
    .filter((one) => !known.has(one.id))
    .map((one) => ({
      id: one.id,
      title: one.title,
      who: one.authors.join("; "),
      facts: [one.publisher, one.year, one.isbns[0]].filter(Boolean).join(" · "),
      by: one.holders.join(" "),
    }));
  return [...exact, ...rest];
}

/** Looks for a title by words, ISBN, barcode or the number of a record. */
export function FindRecords(props: {
  session: Session;
  onOpen: (instanceId: number) => void;
  onGo: (part: "new" | "ranges" | "sharing" | "macros" | "rules") => void;
}): ReactNode {
  const [q, setQ] = useState("");
  const hits = useQuery({ queryKey: ["records", q], enabled: q !== "", queryFn: () => find(q) });
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setQ(textOf(new FormData(event.currentTarget), "q"));
  };
  return (
    <section>
      <form className="scan" onSubmit={search}>
        <label>
          {t("records.find")}
          {/* biome-ignore lint/a11y/noAutofocus: the one field of the page, as at a desk */}
          <input name="q" data-scan autoFocus maxLength={200} autoComplete="off" />
        </label>
        <p className="quiet">{t("records.findHint")}</p>
      </form>
      <p className="actions">
        <button type="button" onClick={() => props.onGo("new")}>
          {t("records.new")}
        </button>
        <button type="button" onClick={() => props.onGo("ranges")}>
          {t("records.ranges")}
        </button>
        <button type="button" onClick={() => props.onGo("sharing")}>
          {t("records.audienceRules")}
        </button>
        <button type="button" onClick={() => props.onGo("macros")}>
          {t("macros.title")}
        </button>
        {props.session.roles.some((role) => role.member === null) && (
          <button type="button" onClick={() => props.onGo("rules")}>
            {t("records.officeRules")}
          </button>
        )}
      </p>
      {q !== "" && (
        <ListState
          query={hits}
          empty={t("records.none")}
          rows={(items) => <Hits items={items} onOpen={props.onOpen} />}
        />
      )}
      {q === "" && worksForOne(props.session) && <FastAdded onOpen={props.onOpen} />}
    </section>
  );
}

function Hits(props: { items: Hit[]; onOpen: (instanceId: number) => void }): ReactNode {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t("col.title")}</th>
            <th>{t("records.facts")}</th>
            <th>{t("records.foundBy")}</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((hit) => (
            <tr key={`${hit.id} ${hit.by}`}>
              <td>
                <a
                  href={`/staff/records/${hit.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    props.onOpen(hit.id);
                  }}
                >
                  <cite>{hit.title}</cite>
                </a>{" "}
                <span className="quiet">{hit.who}</span>
              </td>
              <td>{hit.facts}</td>
              <td className="quiet">
                {hit.by}
                {hit.withdrawn !== undefined && (
                  <>
                    {" "}
                    · {t("records.deleted")} <RestoreRecord recordId={hit.withdrawn} onDone={props.onOpen} />
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
