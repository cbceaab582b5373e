import { fromCompact, type MarcRecord, toCompact } from "@commonshelf/marc/record";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../../api.ts";
import { t } from "../../text.ts";
import type { Flavour } from "../field-help.tsx";

/** Titles of the region that a draft may be. */
export const lookAlikes = async (record: MarcRecord) =>
  (await ask("POST /records/look-alikes", { body: { marc: toCompact(record) } })).items;
export type Alike = Awaited<ReturnType<typeof lookAlikes>>[number];
type Take = (record: MarcRecord, flavour: Flavour) => void;

const MOST = 5;

/** Titles of the region that bear this ISBN. */
async function bearing(isbn: string): Promise<Alike[]> {
  const { items } = await ask("GET /search", { query: { q: isbn, size: MOST, facets: 0 } });
  return items.map(({ id, title, authors, publisher, year, isbns, holders }) => ({
    instanceId: id,
    title,
    responsibility: authors.join("; ") || null,
    publisher,
    year,
    isbns,
    members: holders,
    joins: false,
  }));
}

/** Who has a book of this ISBN already: take it over, or look outside the region. */
export function SameIsbn(props: { isbn: string; onTake: Take }): ReactNode {
  const found = useQuery({
    queryKey: ["same-isbn", props.isbn],
    queryFn: () => bearing(props.isbn),
  });
  if (!found.data) return null;
  if (found.data.length > 0) return <Alikes items={found.data} onTake={props.onTake} />;
  return (
    <p>
      {t("records.photo.nobody", { isbn: props.isbn })}{" "}
      <a href={`/staff/copy?isbn=${encodeURIComponent(props.isbn)}`} target="_blank" rel="noreferrer">
        {t("records.photo.outside")}
      </a>
    </p>
  );
}

/** What the region has already: look, take one over, or go on. */
export function Alikes(props: { items: Alike[]; onTake: Take }): ReactNode {
  const take = async (instanceId: number): Promise<void> => {
    const view = await ask("GET /instances/:id/records", { params: { id: instanceId } });
    const layer = view.records[0];
    if (layer) props.onTake(fromCompact(layer.marc), layer.flavour);
  };
  return (
    <section className="ask" aria-label={t("records.alike")}>
      <h2>{t("records.alike")}</h2>
      <ul className="lines">
        {props.items.map((one) => (
          <li key={one.instanceId}>
            <a href={`/staff/records/${one.instanceId}`} target="_blank" rel="noreferrer">
              <cite>{one.title}</cite>
            </a>
            <span>{one.responsibility}</span>
            <span className="quiet">
              {[one.publisher, one.year, ...one.isbns, one.members.join(" ")].filter(Boolean).join(" · ")}
            </span>
            {one.joins && <b>{t("records.wouldJoin")}</b>}
            <button type="button" onClick={() => void take(one.instanceId)}>
              {t("records.takeOver")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
