import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { uses } from "../../../server/src/object-uses/words.ts";
import { ask, explain } from "../api.ts";
import { MemberName } from "../own-members.tsx";
import { sitePath, t } from "../text.ts";

const number = (value: number): string => value.toLocaleString();

/** How often objects of a collection were looked at. */
export function UsesPart({ slug }: { slug: string }): ReactNode {
  const query = useQuery({
    queryKey: ["collection-uses", slug],
    queryFn: () => ask("GET /collections/:slug/uses", { params: { slug } }),
  });
  if (query.isError) return <p role="alert">{explain(query.error)}</p>;
  if (!query.data) return <p role="status">{t("app.loading")}</p>;
  const { months, most } = query.data;
  if (months.length === 0) return <p className="quiet">{t("collections.uses.none")}</p>;
  return (
    <div className="list-beside">
      <UseTable head="month" rows={months.map((one) => ({ ...one, key: one.month, name: one.month }))} />
      <UseTable
        head="object"
        rows={most.map((one) => ({
          ...one,
          key: one.number,
          name: (
            <a href={sitePath(`/objects/${one.number}`)} target="_blank" rel="noreferrer">
              {one.title}
            </a>
          ),
        }))}
      />
    </div>
  );
}

type UseRow = Record<(typeof uses)[number], number> & { key: string | number; name: ReactNode };

function UseTable({ head, rows }: { head: "month" | "object"; rows: readonly UseRow[] }): ReactNode {
  return (
    <table className="lines">
      <thead>
        <tr>
          <th scope="col">{t(`collections.uses.${head}`)}</th>
          {uses.map((one) => (
            <th key={one} scope="col" className="num">
              {t(`collections.uses.${one}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name}</th>
            {uses.map((use) => (
              <td key={use} className="num">
                {number(row[use])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const thisMonth = (): string => new Intl.DateTimeFormat("en-CA").format().slice(0, 7);

/** What each library gave to the joint base and took from it, month by month. */
export function JointBaseLedger(): ReactNode {
  const [month, setMonth] = useState(thisMonth());
  const query = useQuery({
    queryKey: ["joint-base-ledger", month],
    queryFn: () => ask("GET /joint-base-ledger", { query: { month } }),
    enabled: /^20\d\d-\d\d$/.test(month),
  });
  const members = query.data?.members ?? [];
  return (
    <details className="joint-base">
      <summary>{t("collections.ledger")}</summary>
      <p className="quiet">{t("collections.ledger.how")}</p>
      <label>
        {t("collections.uses.month")}{" "}
        <input type="month" value={month} onChange={(event) => setMonth(event.target.value)} />
      </label>
      {query.isError ? <p role="alert">{explain(query.error)}</p> : null}
      {query.isSuccess && members.length === 0 ? (
        <p className="quiet">{t("collections.ledger.none")}</p>
      ) : (
        <table className="lines">
          <thead>
            <tr>
              {(["member", "objects", "pages", "given", "own", "taken"] as const).map((one) => (
                <th key={one} scope="col" className={one === "member" ? undefined : "num"}>
                  {t(`collections.ledger.${one}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {members.map((one) => (
              <tr key={one.member}>
                <th scope="row">
                  <MemberName code={one.member} />
                </th>
                <td className="num">{number(one.objects)}</td>
                <td className="num">{number(one.pages)}</td>
                <td className="num">
                  {number(one.given.views)} / {number(one.given.leaves)} / {number(one.given.embeds)}
                </td>
                <td className="num">{number(one.own.views)}</td>
                <td className="num">
                  {number(one.taken.views)} / {number(one.taken.leaves)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}
