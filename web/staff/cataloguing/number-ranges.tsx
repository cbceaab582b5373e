import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask } from "../api.ts";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { Session } from "../session.ts";
import { t } from "../text.ts";
import { useOwnLibrary } from "./sharing/own-library.tsx";

/** Ranges of labels of a library: what is given out next, and where each ends. */
export function NumberRanges(props: { session: Session; onBack: () => void }): ReactNode {
  const act = useAct("number-ranges");
  const { member, choice } = useOwnLibrary(props.session);
  const query = useQuery({
    queryKey: ["number-ranges", member],
    enabled: member !== "",
    queryFn: async () => (await ask("GET /number-ranges", { query: { member } })).items,
  });
  return (
    <section>
      <p className="actions">
        <button type="button" onClick={props.onBack}>
          {t("records.back")}
        </button>
        {choice}
      </p>
      <h2>{t("records.ranges")}</h2>
      <p className="quiet">{t("records.rangesHint")}</p>
      <Said act={act} />
      <ListState
        query={query}
        empty={t("records.noRanges")}
        rows={(items) => (
          <ul className="lines">
            {items.map((range) => (
              <li key={range.id}>
                <b>{range.name}</b>
                <code>
                  {range.prefix}
                  {String(range.nextNumber).padStart(range.digits, "0")} – {range.prefix}
                  {String(range.lastNumber).padStart(range.digits, "0")}
                </code>
              </li>
            ))}
          </ul>
        )}
      />
      <RangeForm member={member} act={act} />
    </section>
  );
}

/** A range set anew, or changed by its name. */
function RangeForm({ member, act }: { member: string; act: Act }): ReactNode {
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const first = textOf(data, "first");
    const body = {
      member,
      name: textOf(data, "name"),
      prefix: textOf(data, "prefix"),
      digits: first.length,
      nextNumber: Number(first),
      lastNumber: Number(textOf(data, "last")),
    };
    void act
      .run(() => ask("PUT /number-ranges", { body }), t("admin.saved"))
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("records.setRange")}>
      <h2>{t("records.setRange")}</h2>
      <div className="row">
        {(["name", "prefix", "first", "last"] as const).map((name) => (
          <label key={name}>
            {t(`records.range.${name}`)}
            <input
              name={name}
              required={name !== "prefix"}
              maxLength={name === "name" ? 100 : 20}
              {...(name === "first" || name === "last"
                ? { pattern: "[0-9]{1,14}", inputMode: "numeric" }
                : {})}
            />
          </label>
        ))}
      </div>
      <p className="actions">
        <Send act={act} />
      </p>
    </form>
  );
}
