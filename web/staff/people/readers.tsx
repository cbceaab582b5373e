import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { KindField, useKindName } from "../policies/kinds.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { currentLanguage, date, t } from "../text.ts";
import { LeaverList } from "./leaver-list.tsx";
import { ReaderPage } from "./reader.tsx";

/** Finds readers by name, number, card or telephone, and takes new ones in. */
export function Readers({ session }: { session: Session }): ReactNode {
  const member = session.branch?.member ?? null;
  const [q, setQ] = useState("");
  const [registering, setRegistering] = useState(false);
  const [[open], go] = useSubPath("readers");
  const query = useQuery({
    queryKey: ["readers", q],
    queryFn: async () => (await ask("GET /patrons", { query: { q, reason: "account" } })).items,
    enabled: q !== "",
  });
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    go();
    setQ(textOf(new FormData(event.currentTarget), "q"));
  };
  const show = (personId: string): void => {
    setRegistering(false);
    go(personId);
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
            rows={(items) => <ReaderTable items={items} onOpen={show} />}
          />
        )}
        {session.roles.some((one) => one.role === "member-admin") && <LeaverList />}
      </div>
      {registering && <Register member={member} onDone={setQ} />}
      {!registering && open !== undefined && <ReaderPage key={open} id={open} />}
    </section>
  );
}

function ReaderTable(props: {
  items: RowOf<"GET /patrons">[];
  onOpen: (personId: string) => void;
}): ReactNode {
  const groupOf = useKindName("patron-group");
  const columns: TableColumn<RowOf<"GET /patrons">>[] = [
    { id: "name", name: t("staff.name"), show: (one) => one.name, sortBy: (one) => one.name },
    {
      id: "card",
      name: t("readers.card"),
      show: (one) => <code>{one.card?.barcode}</code>,
      sortBy: (one) => one.card?.barcode ?? null,
    },
    {
      id: "number",
      name: t("readers.number"),
      show: (one) => one.affiliation?.number,
      sortBy: (one) => one.affiliation?.number ?? null,
    },
    {
      id: "group",
      name: t("readers.group"),
      show: (one) => one.affiliation && groupOf(one.affiliation.patronGroup),
      sortBy: (one) => one.affiliation && groupOf(one.affiliation.patronGroup),
    },
    {
      id: "until",
      name: t("readers.until"),
      show: (one) => one.affiliation?.validUntil && date(one.affiliation.validUntil),
      sortBy: (one) => one.affiliation?.validUntil ?? null,
    },
  ];
  return (
    <DataTable
      label={t("readers.found")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(one) => one.personId}
      onOpen={(one) => one.affiliation !== null && props.onOpen(one.personId)}
    />
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
        form.querySelector("input")?.focus();
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
        <KindField
          of="patron-group"
          member={props.member}
          name="patronGroup"
          label={t("readers.group")}
          defaultValue="student"
          required
          isNamed
        />
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
