import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { t } from "../text.ts";
import { named, VALUES } from "./values.ts";

type Decision = Answer<"GET /loan-terms">["loanDays"][number];

/** What holds for a group and a class at a library, whose rule says it, and which would have come next. */
export function Terms({ member }: { member: string }): ReactNode {
  const [about, setAbout] = useState({ patronGroup: "student", itemClass: "book" });
  const query = useQuery({
    queryKey: ["loan-terms", member, about],
    queryFn: () => ask("GET /loan-terms", { query: { member, ...about } }),
  });
  const look = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setAbout({ patronGroup: textOf(data, "patronGroup"), itemClass: textOf(data, "itemClass") });
  };
  return (
    <form className="admin" onSubmit={look} aria-label={t("rules.try")}>
      <h2>{t("rules.try")}</h2>
      <div className="row">
        <label>
          {t("readers.group")}
          <input name="patronGroup" list="rule-groups" maxLength={64} defaultValue={about.patronGroup} />
        </label>
        <label>
          {t("rules.itemClass")}
          <input name="itemClass" list="rule-classes" maxLength={64} defaultValue={about.itemClass} />
        </label>
        <button type="submit">{t("rules.look")}</button>
      </div>
      {query.isError && <p role="alert">{explain(query.error)}</p>}
      {query.data && (
        <dl className="facts">
          {VALUES.map(([name]) => (
            <div key={name}>
              <dt>{t(`rules.${name}`)}</dt>
              <dd>
                <Why decisions={query.data[name]} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </form>
  );
}

const whose = (one: Decision): string =>
  one.origin === "figures"
    ? t("rules.origin.figures")
    : `${t(`rules.origin.${one.origin}`)}: ${named(one.patronGroup, "rules.everybody")} × ${named(one.itemClass, "rules.everything")}`;

function Why({ decisions }: { decisions: Decision[] }): ReactNode {
  const [first, ...rest] = decisions;
  if (!first) return <span className="quiet">{t("rules.nothing")}</span>;
  return (
    <>
      <b>{first.value}</b> <span className="quiet">{whose(first)}</span>
      {rest.length > 0 && (
        <details>
          <summary>{t("rules.next")}</summary>
          <ol>
            {rest.map((one) => (
              <li key={one.ruleId ?? "figures"}>
                {one.value} · {whose(one)}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
