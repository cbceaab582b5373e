import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { KindOptions, useKindName } from "../policies/kinds.tsx";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { ReaderPage } from "./reader.tsx";

/** Finds readers by name, number, card or telephone, and takes new ones in. */
export function Readers({ session }: { session: Session }): ReactNode {
  const member = session.branch?.member ?? null;
  const [q, setQ] = useState("");
  const [registering, setRegistering] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["readers", q],
    queryFn: async () => (await ask("GET /patrons", { query: { q, reason: "account" } })).items,
    enabled: q !== "",
  });
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setOpen(null);
    setQ(textOf(new FormData(event.currentTarget), "q"));
  };
  return (
    <section className="beside">
      <div>
        <form className="actions" onSubmit={search}>
          <label>
            <span className="vh">{t("readers.find")}</span>
            <input name="q" size={32} placeholder={t("readers.find")} autoComplete="off" data-scan />
          </label>
          <button type="submit">{t("readers.search")}</button>
          <button
            type="button"
            className={registering ? "" : "primary"}
            onClick={() => setRegistering(!registering)}
          >
            {t(registering ? "app.close" : "readers.register")}
          </button>
        </form>
        {q !== "" && (
          <ListState
            query={query}
            empty={t("readers.none")}
            rows={(items) => <ReaderTable items={items} onOpen={setOpen} />}
          />
        )}
      </div>
      {registering && <Register member={member} onDone={setQ} />}
      {!registering && open !== null && <ReaderPage key={open} id={open} />}
    </section>
  );
}

function ReaderTable(props: {
  items: RowOf<"GET /patrons">[];
  onOpen: (personId: string) => void;
}): ReactNode {
  const groupOf = useKindName("patron-group");
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("staff.name")}</th>
            <th>{t("readers.card")}</th>
            <th>{t("readers.number")}</th>
            <th>{t("readers.group")}</th>
            <th>{t("readers.until")}</th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.personId}>
              <td>
                {one.affiliation === null ? (
                  one.name
                ) : (
                  <button type="button" onClick={() => props.onOpen(one.personId)}>
                    {one.name}
                  </button>
                )}
              </td>
              <td>
                <code>{one.card?.barcode}</code>
              </td>
              <td>{one.affiliation?.number}</td>
              <td>{one.affiliation && groupOf(one.affiliation.patronGroup)}</td>
              <td>{one.affiliation?.validUntil && date(one.affiliation.validUntil)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** A field of the form that may stay empty is then absent. */
const optional = (data: FormData, ...names: string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, textOf(data, name)]).filter(([, text]) => text !== ""));

function Register(props: { member: string | null; onDone: (number: string) => void }): ReactNode {
  const act = useAct("readers", "set-up");
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      name: textOf(data, "name"),
      number: textOf(data, "number"),
      patronGroup: textOf(data, "patronGroup"),
      ...optional(data, "card", "email", "phone", "validUntil"),
    };
    void act
      .run(() => ask("POST /patrons", { body }), t("readers.registered", { name: body.name }))
      .then((done) => {
        if (!done) return;
        form.reset();
        props.onDone(body.number);
      });
  };
  return (
    <form className="admin" onSubmit={add} aria-label={t("readers.register")}>
      <h2>{t("readers.register")}</h2>
      <div className="row">
        <label>
          {t("staff.name")}
          <input name="name" required maxLength={200} autoComplete="off" />
        </label>
        <label>
          {t("readers.number")}
          <input name="number" required maxLength={64} autoComplete="off" />
        </label>
      </div>
      <div className="row">
        <label>
          {t("readers.card")}
          <input name="card" maxLength={64} autoComplete="off" />
        </label>
        <label>
          {t("readers.group")}
          <input name="patronGroup" required maxLength={64} list="patron-groups" defaultValue="student" />
        </label>
        <KindOptions id="patron-groups" of="patron-group" member={props.member} />
      </div>
      <div className="row">
        <label>
          {t("readers.until")}
          <input name="validUntil" type="date" />
        </label>
        <label>
          {t("readers.phone")}
          <input name="phone" type="tel" maxLength={40} autoComplete="off" />
        </label>
        <label>
          {t("readers.email")}
          <input name="email" type="email" maxLength={254} autoComplete="off" />
        </label>
      </div>
      <Send act={act} label={t("readers.register")} />
      <Said act={act} />
    </form>
  );
}
