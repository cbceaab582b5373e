import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import { t } from "../text.ts";
import { Wide } from "../wide.tsx";

const COUNTS = ["originals", "upgrades", "copies", "given"] as const;

/** What libraries gave to the shared catalogue and took from it, month by month. */
export function Contributions(): ReactNode {
  const [months, setMonths] = useState<{ from?: string; to?: string }>({});
  const query = useQuery({
    queryKey: ["contributions", months],
    queryFn: async () => (await ask("GET /contributions", { query: months })).items,
  });
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [from, to] = [textOf(data, "from"), textOf(data, "to")];
    setMonths({ ...(from && { from }), ...(to && { to }) });
  };
  const tail = new URLSearchParams(months).toString();
  return (
    <section>
      <p className="quiet">{t("contributions.what")}</p>
      <form className="actions" onSubmit={look}>
        <label>
          {t("contributions.from")} <input type="month" name="from" />
        </label>
        <label>
          {t("contributions.to")} <input type="month" name="to" />
        </label>
        <button type="submit">{t("contributions.show")}</button>
        <a href={`/api/v1/contributions.csv${tail && `?${tail}`}`} download>
          {t("exports.format.csv")}
        </a>
      </form>
      <ListState
        query={query}
        empty={t("contributions.empty")}
        rows={(items) => (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("contributions.month")}</th>
                  <th>{t("imports.member")}</th>
                  {COUNTS.map((name) => (
                    <th key={name} className="number">
                      {t(`contributions.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={`${one.month} ${one.memberCode}`}>
                    <td>{one.month}</td>
                    <td>{one.memberCode}</td>
                    {COUNTS.map((name) => (
                      <td key={name} className="number">
                        {one[name]}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
    </section>
  );
}
