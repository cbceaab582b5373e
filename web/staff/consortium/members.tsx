import { type ReactNode, useState } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ListState } from "../list-state.tsx";
import { currentLanguage, pick, t } from "../text.ts";
import { Join } from "./join.tsx";
import { OfficeWork } from "./office-work.tsx";
import { counted, type SetUp, useSetUp } from "./set-up.tsx";

/** Columns of figures: steps of the set-up. */
const FIGURES = ["branches", "staff", "readers", "records"] as const;

/** The office's home: its libraries and how far each is, what waits for the office, and how another library joins. */
export function Members(): ReactNode {
  const query = useSetUp();
  const [joining, setJoining] = useState(false);
  const isEmpty = query.data?.length === 0;
  return (
    <section>
      <OfficeWork />
      <div className="beside">
        <div>
          {isEmpty ? (
            <FirstRun />
          ) : (
            <ListState query={query} empty="" rows={(items) => <Table items={items} />} />
          )}
          <p className="actions">
            <button
              type="button"
              className={joining ? "" : "primary"}
              aria-expanded={joining}
              onClick={() => setJoining(!joining)}
            >
              {t(joining ? "app.close" : "members.add")}
            </button>
          </p>
        </div>
        {joining && <Join />}
      </div>
    </section>
  );
}

/** What to do in a region without libraries. */
function FirstRun(): ReactNode {
  return (
    <div className="first-run">
      <p>{t("firstRun.hello")}</p>
      <ol>
        {["join", "setUp", "staff", "records", "readers", "open"].map((step) => (
          <li key={step}>{t(`firstRun.${step}`)}</li>
        ))}
      </ol>
    </div>
  );
}

function Table({ items }: { items: SetUp[] }): ReactNode {
  const countOf = (one: SetUp, step: string): number =>
    one.steps.find((each) => each.step === step)?.count ?? 0;
  const leftOf = (one: SetUp): number => one.steps.filter((step) => step.needed && !step.done).length;
  const columns: TableColumn<SetUp>[] = [
    {
      id: "code",
      name: t("library.code"),
      show: (one) => <code>{one.member}</code>,
      sortBy: (one) => one.member,
    },
    {
      id: "name",
      name: t("library.name"),
      show: (one) => <a href={`/staff/library/${one.member}`}>{pick(one.name)}</a>,
      sortBy: (one) => pick(one.name),
    },
    {
      id: "state",
      name: t("members.state"),
      show: (one) => (
        <span className={one.isReady ? "done" : "waiting"}>
          {one.isReady ? `● ${t("members.open")}` : `◐ ${t("members.left", { n: leftOf(one) })}`}
        </span>
      ),
      sortBy: leftOf,
    },
    ...FIGURES.map(
      (step): TableColumn<SetUp> => ({
        id: step,
        name: t(`setUp.${step}`),
        look: "number",
        show: (one) => counted(countOf(one, step)),
        sortBy: (one) => countOf(one, step),
      }),
    ),
  ];
  return (
    <DataTable
      label={t("nav.members")}
      language={currentLanguage()}
      columns={columns}
      rows={items}
      keyOf={(one) => one.member}
    />
  );
}
