import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { agreedFacts, agreedValues } from "../../../server/src/policies/agreements/words.ts";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useMembers } from "../own-members.tsx";
import { LineFields } from "../placement/branch-field.tsx";
import { currentLanguage, date, pick, t } from "../text.ts";
import { FactField } from "./fact-field.tsx";
import { Facts } from "./facts.tsx";
import { figureOf, periodOf, SaysFields } from "./rule-fields.tsx";
import { periodInWords } from "./values.ts";

type Agreement = RowOf<"GET /agreements">;

/** What this library lends to others' readers, and what the others lend to its own. */
export function Agreements({ member }: { member: string }): ReactNode {
  const act = useAct("agreements", "loan-terms");
  const [open, setOpen] = useState<Agreement | null>(null);
  const query = useQuery({
    queryKey: ["agreements", member],
    queryFn: async () => (await ask("GET /agreements", { query: { member } })).items,
  });
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("agreements.hint")}</p>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("agreements.empty")}
          rows={(items) => <Table items={items} member={member} act={act} onOpen={setOpen} />}
        />
      </div>
      <AgreementForm
        key={open?.id ?? "new"}
        member={member}
        one={open}
        act={act}
        onDone={() => setOpen(null)}
      />
    </div>
  );
}

/** What all libraries of the region lend each other: for the office to see. */
export function AllAgreements(): ReactNode {
  const act = useAct();
  const query = useQuery({
    queryKey: ["agreements", null],
    queryFn: async () => (await ask("GET /agreements", { query: {} })).items,
  });
  return (
    <ListState
      query={query}
      empty={t("agreements.empty")}
      rows={(items) => <Table items={items} member={null} act={act} onOpen={() => undefined} />}
    />
  );
}

function Table(props: {
  items: Agreement[];
  member: string | null;
  act: Act;
  onOpen: (one: Agreement) => void;
}): ReactNode {
  const members = useMembers().data ?? [];
  const nameOf = (code: string | null): string =>
    code === null ? t("agreements.all") : pick(members.find((one) => one.code === code)?.name) || code;
  const end = (id: number): void =>
    void props.act.run(() => ask("DELETE /agreements/:id", { params: { id } }), t("agreements.ended"));
  const columns: TableColumn<Agreement>[] = [
    textColumn("lender", t("agreements.lender"), (one) => nameOf(one.lender)),
    {
      id: "borrower",
      name: t("agreements.borrower"),
      show: (one) => (
        <>
          {nameOf(one.borrower)}{" "}
          <span className="quiet">
            <Facts of={one} />
          </span>
        </>
      ),
      sortBy: (one) => nameOf(one.borrower),
    },
    {
      id: "what",
      name: t("rules.what"),
      show: (one) =>
        sentences(one).map((text) => (
          <span key={text} className="fact">
            {text}
          </span>
        )),
    },
    textColumn(
      "valid",
      t("rules.valid"),
      (one) => `${date(one.validFrom)} – ${one.validUntil === null ? "" : date(one.validUntil)}`,
      { sortBy: (one) => one.validFrom },
    ),
    {
      id: "acts",
      name: t("admin.actions"),
      look: "acts",
      show: (one) =>
        one.lender === props.member && (
          <>
            <button type="button" onClick={() => props.onOpen(one)}>
              {t("admin.change")}
            </button>{" "}
            <TwicePressed label={t("agreements.end")} onPress={() => end(one.id)} />
          </>
        ),
    },
  ];
  return (
    <DataTable
      label={t("library.agreements")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(one) => String(one.id)}
    />
  );
}

function sentences(one: Agreement): string[] {
  if (!one.lends) return [t("agreements.lendsNot")];
  const figures = ["renewalsMax", "loansMax"] as const;
  return [
    ...(one.period === null ? [] : [periodInWords(one.period)]),
    ...figures.flatMap((name) => (one[name] === null ? [] : [`${t(`rules.${name}`)} ${one[name]}`])),
    ...(one.quota === null ? [] : [t("agreements.quotaOf", { n: one.quota })]),
    ...(one.guestsMax === null ? [] : [t("agreements.guestsOf", { n: one.guestsMax })]),
    ...(one.localFirstDays === 0 ? [] : [t("agreements.localOf", { n: one.localFirstDays })]),
    ...one.blackouts.map((out) => t("agreements.out", { from: date(out.from), until: date(out.until) })),
  ];
}

/** The days of each line; a line without a last day is of one day, one without days is left out. */
function readBlackouts(data: FormData): { from: string; until: string }[] {
  const until = data.getAll("outUntil").map(String);
  return data
    .getAll("outFrom")
    .map((from, at) => ({ from: String(from), until: until[at] || String(from) }))
    .filter((one) => one.from !== "");
}

const FIGURES = ["quota", "guestsMax", "localFirstDays"] as const;

function readAgreement(data: FormData, member: string, id: number | null) {
  return {
    id,
    lender: member,
    borrower: textOf(data, "borrower") || null,
    patronGroup: textOf(data, "patronGroup") || null,
    itemClass: textOf(data, "itemClass") || null,
    location: textOf(data, "location") || null,
    lends: data.get("lends") !== null,
    period: periodOf(data),
    renewalsMax: figureOf(data, "renewalsMax"),
    loansMax: figureOf(data, "loansMax"),
    quota: figureOf(data, "quota"),
    guestsMax: figureOf(data, "guestsMax"),
    localFirstDays: figureOf(data, "localFirstDays") ?? 0,
    validFrom: textOf(data, "validFrom"),
    validUntil: textOf(data, "validUntil") || null,
    blackouts: readBlackouts(data),
  };
}

function AgreementFields({ one, member }: { one: Agreement | null; member: string }): ReactNode {
  return (
    <>
      <div className="row">
        {agreedFacts.map((fact) => (
          <FactField key={fact} fact={fact} member={member} defaultValue={one?.[fact] ?? ""} />
        ))}
      </div>
      <SaysFields value={one} only={agreedValues} />
      <div className="row">
        {FIGURES.map((name) => (
          <label key={name}>
            {t(`agreements.${name}`)}
            <input name={name} type="number" min={0} defaultValue={one?.[name] ?? ""} />
          </label>
        ))}
      </div>
      <div className="row">
        <label>
          {t("agreements.validFrom")}
          <input name="validFrom" type="date" required defaultValue={one?.validFrom ?? ""} />
        </label>
        <label>
          {t("agreements.validUntil")}
          <input name="validUntil" type="date" defaultValue={one?.validUntil ?? ""} />
        </label>
      </div>
      <LineFields
        legend={t("agreements.blackouts")}
        first={one?.blackouts ?? []}
        least={1}
        line={(value) => (
          <>
            <label>
              {t("agreements.outFrom")}
              <input name="outFrom" type="date" defaultValue={value?.from} />
            </label>
            <label>
              {t("agreements.outUntil")}
              <input name="outUntil" type="date" defaultValue={value?.until} />
            </label>
          </>
        )}
      />
    </>
  );
}

function AgreementForm(props: {
  member: string;
  one: Agreement | null;
  act: Act;
  onDone: () => void;
}): ReactNode {
  const { member, one, act } = props;
  const others = (useMembers().data ?? []).filter((each) => each.code !== member);
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = readAgreement(new FormData(form), member, one?.id ?? null);
    if (!(await act.run(() => ask("PUT /agreements", { body }), t("admin.saved")))) return;
    form.reset();
    props.onDone();
  };
  return (
    <form className="admin" onSubmit={(event) => void save(event)} aria-label={t("agreements.set")}>
      <h2>{t("agreements.set")}</h2>
      <label>
        {t("agreements.borrower")}
        <select name="borrower" defaultValue={one?.borrower ?? ""}>
          <option value="">{t("agreements.all")}</option>
          {others.map((each) => (
            <option key={each.code} value={each.code}>
              {pick(each.name)}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input type="checkbox" name="lends" defaultChecked={one?.lends ?? true} /> {t("agreements.lends")}
      </label>
      <AgreementFields one={one} member={member} />
      <p className="actions">
        <Send act={act} />
        {one && (
          <button type="button" onClick={props.onDone}>
            {t("app.close")}
          </button>
        )}
      </p>
    </form>
  );
}
