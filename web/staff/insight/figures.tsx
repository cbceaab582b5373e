import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { allPages } from "../all-pages.ts";
import { ask, explain } from "../api.ts";
import { useBranches, useOwnZone } from "../branches.ts";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { Pages } from "../pages.tsx";
import { dated, SavedTable } from "../saved-table.tsx";
import { useSubPath } from "../sub-path.ts";
import { date, t } from "../text.ts";

const DAY_MS = 24 * 3_600_000;
const PARTS = ["turnover", "perShelf", "overdue", "demand", "overruled"] as const;

/** Lists and figures of this library: what the days brought, what is overdue, what is wanted. */
export function Figures(): ReactNode {
  const [[part], go] = useSubPath("figures");
  const shown = PARTS.find((one) => one === part) ?? PARTS[0];
  return (
    <section>
      <nav className="tabs" aria-label={t("nav.figures")}>
        {PARTS.map((id) => (
          <a
            key={id}
            href={`/staff/figures/${id}`}
            aria-current={id === shown ? "page" : undefined}
            onClick={(event) => {
              event.preventDefault();
              go(id);
            }}
          >
            {t(`figures.${id}`)}
          </a>
        ))}
      </nav>
      {shown === "turnover" && <Turnover />}
      {shown === "perShelf" && <PerShelf />}
      {shown === "overdue" && <Overdue />}
      {shown === "demand" && <Demand />}
      {shown === "overruled" && <Overruled />}
    </section>
  );
}

const dayOf = (at: number, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone }).format(at);

/** The days of a period, whether anything happened on them or not. */
function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let at = Date.parse(`${from}T12:00:00Z`); at <= Date.parse(`${to}T12:00:00Z`); at += DAY_MS)
    days.push(new Intl.DateTimeFormat("en-CA", { timeZone: "UTC" }).format(at));
  return days;
}

/** The last thirty days of the library, wherever this device believes to be, or others that are chosen. */
function usePeriod(): { period: { from: string; to: string }; fields: ReactNode } {
  const zone = useOwnZone();
  const [chosen, setChosen] = useState<{ from?: string; to?: string }>({});
  const now = performance.timeOrigin + performance.now();
  const period = { from: dayOf(now - 29 * DAY_MS, zone), to: dayOf(now, zone), ...chosen };
  const field = (which: "from" | "to"): ReactNode => (
    <label>
      {t(`figures.${which}`)}{" "}
      <input
        type="date"
        value={period[which]}
        onChange={(event) => event.target.value && setChosen({ ...chosen, [which]: event.target.value })}
      />
    </label>
  );
  const fields = (
    <p>
      {field("from")} {field("to")}
    </p>
  );
  return { period, fields };
}

/** What was lent in spite of a block, a limit or a rule: how often, by whom and why. */
function Overruled(): ReactNode {
  const { nameOf } = useBranches();
  const { period, fields } = usePeriod();
  const query = useQuery({
    queryKey: ["overruled", period],
    queryFn: () => ask("GET /figures/overruled", { query: period }),
  });
  const said = (code: string): string => t(`audit.value.${code}`);
  const { data } = query;
  return (
    <>
      {fields}
      {query.isError && (
        <p role="alert" className="refused">
          {explain(query.error)}
        </p>
      )}
      {data?.items.length === 0 && <p className="quiet">{t("override.none")}</p>}
      {data && data.items.length > 0 && (
        <>
          <p>
            {data.counts.map((one) => `${nameOf(one.branchId)}: ${said(one.code)} ${one.count}`).join(" · ")}
          </p>
          <SavedTable
            name="overruled.csv"
            label={t("figures.overruled")}
            head={[
              t("audit.when"),
              t("audit.where"),
              t("override.book"),
              t("override.what"),
              t("override.reason"),
              t("audit.who"),
            ]}
            rows={data.items.map((one) => [
              dated(one.loanedAt),
              nameOf(one.branchId),
              `${one.title} ${one.barcode ?? ""}`,
              one.codes.map(said).join(" · "),
              one.reason ?? "",
              one.by,
            ])}
          />
        </>
      )}
    </>
  );
}

function Turnover(): ReactNode {
  const { nameOf } = useBranches();
  const { period, fields } = usePeriod();
  const query = useQuery({
    queryKey: ["turnover", period],
    queryFn: async () => (await ask("GET /figures/turnover", { query: period })).items,
  });
  return (
    <>
      {fields}
      <ListState
        query={query}
        empty={t("figures.noDays")}
        rows={(items) => {
          const days = new Map(daysOf(period).map((day) => [day, 0]));
          for (const one of items) days.set(one.day, (days.get(one.day) ?? 0) + one.loans);
          return (
            <>
              <Bars label={t("figures.loansByDay")} values={[...days]} />
              <SavedTable
                name="turnover.csv"
                label={t("figures.turnover")}
                head={[
                  "figures.day",
                  "figures.branch",
                  "figures.loans",
                  "figures.returns",
                  "figures.uses",
                ].map((key) => t(key))}
                rows={items.map((one) => [
                  dated(one.day),
                  nameOf(one.branchId),
                  String(one.loans),
                  String(one.returns),
                  String(one.uses),
                ])}
                numbers={[2, 3, 4]}
              />
            </>
          );
        }}
      />
    </>
  );
}

/** How much each shelf is used: what is hardly lent is seen first. */
function PerShelf(): ReactNode {
  const { nameOf } = useBranches();
  const locationName = useLocationName();
  const { period, fields } = usePeriod();
  const query = useQuery({
    queryKey: ["use-per-copy", period],
    queryFn: async () => (await ask("GET /figures/use-per-copy", { query: period })).items,
  });
  return (
    <>
      {fields}
      <ListState
        query={query}
        empty={t("figures.noCopies")}
        rows={(items) => (
          <SavedTable
            name="use-per-copy.csv"
            label={t("figures.perShelf")}
            head={[
              "figures.branch",
              "col.location",
              "figures.ownCopies",
              "figures.loans",
              "figures.loansPerCopy",
              "figures.unused",
            ].map((key) => t(key))}
            rows={items.map((one) => [
              nameOf(one.branchId),
              locationName(one.location),
              String(one.copies),
              String(one.loans),
              one.perCopy.toFixed(2),
              String(one.unused),
            ])}
            numbers={[2, 3, 4, 5]}
          />
        )}
      />
    </>
  );
}

/** Days as bars; the table beneath says the same in numbers. */
function Bars({ label, values }: { label: string; values: (readonly [string, number])[] }): ReactNode {
  const most = Math.max(1, ...values.map(([, value]) => value));
  return (
    <figure className="bars">
      <figcaption>
        {label} · {t("figures.most", { count: most })}
      </figcaption>
      <svg
        viewBox={`0 0 ${Math.max(values.length, 1) * 10} 50`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {values.map(([day, value], i) => (
          <rect key={day} x={i * 10 + 1} width={8} y={50 - (value / most) * 48} height={(value / most) * 48}>
            <title>{`${date(day)}: ${value}`}</title>
          </rect>
        ))}
      </svg>
    </figure>
  );
}

function Overdue(): ReactNode {
  const { nameOf } = useBranches();
  const load = (turn: { limit: number; cursor: string | undefined }) =>
    ask("GET /figures/overdue", { query: turn });
  const cells = (one: RowOf<"GET /figures/overdue">) => [
    one.title,
    one.barcode ?? "",
    one.callNumber,
    nameOf(one.branchId),
    dated(one.dueOn),
    String(one.days),
  ];
  return (
    <Pages
      queryKey={["overdue"]}
      ask={(cursor) => load({ limit: 100, cursor })}
      empty={t("figures.noneOverdue")}
      rows={(items) => (
        <SavedTable
          name="overdue.csv"
          label={t("figures.overdue")}
          head={[
            "col.title",
            "col.barcode",
            "col.callNumber",
            "figures.lentAt",
            "patron.due",
            "figures.days",
          ].map((key) => t(key))}
          rows={items.map(cells)}
          all={async () => (await allPages(load)).map(cells)}
          numbers={[5]}
        />
      )}
    />
  );
}

function Demand(): ReactNode {
  const query = useQuery({
    queryKey: ["holds-per-copy"],
    queryFn: async () => (await ask("GET /figures/holds-per-copy")).items,
  });
  return (
    <ListState
      query={query}
      empty={t("figures.noneWanted")}
      rows={(items) => (
        <SavedTable
          name="holds-per-copy.csv"
          label={t("figures.demand")}
          head={["col.title", "figures.holds", "figures.copies", "figures.own", "figures.perCopy"].map(
            (key) => t(key),
          )}
          rows={items.map((one) => [
            one.title,
            String(one.holds),
            String(one.copies),
            String(one.own),
            one.perCopy.toFixed(2),
          ])}
          numbers={[1, 2, 3, 4]}
        />
      )}
    />
  );
}
