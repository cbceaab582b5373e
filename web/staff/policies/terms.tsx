import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import { t } from "../text.ts";
import { FactField } from "./fact-field.tsx";
import { ruleValues } from "./values.ts";
import { Why } from "./why.tsx";

const ASKED = ["patronGroup", "itemClass", "home", "pickup", "location", "format"] as const;
type Asked = { [Fact in (typeof ASKED)[number]]?: string } & { day?: string };

/** What holds in a case at a library, whose rule says it, and which would have come next. */
export function Terms({ member }: { member: string }): ReactNode {
  const [about, setAbout] = useState<Asked>({ patronGroup: "student", itemClass: "book" });
  const query = useQuery({
    queryKey: ["loan-terms", member, about],
    queryFn: () => ask("GET /loan-terms", { query: { member, ...about } }),
  });
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setAbout(Object.fromEntries([...ASKED, "day"].map((name) => [name, textOf(data, name)])));
  };
  return (
    <form className="admin" onSubmit={look} aria-label={t("rules.try")}>
      <h2>{t("rules.try")}</h2>
      <div className="row">
        {ASKED.map((fact) => (
          <FactField key={fact} fact={fact} member={member} defaultValue={about[fact] ?? ""} />
        ))}
        <label>
          {t("rules.day")}
          <input name="day" type="date" />
        </label>
        <button type="submit">{t("rules.look")}</button>
      </div>
      {query.isError && <p role="alert">{explain(query.error)}</p>}
      {query.data && (
        <dl className="facts">
          {ruleValues.map((name) => (
            <div key={name}>
              <dt>{t(`rules.${name}`)}</dt>
              <dd>
                <Why value={name} decisions={query.data[name]} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </form>
  );
}
