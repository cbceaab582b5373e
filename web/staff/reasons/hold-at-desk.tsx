import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { ask, explain } from "../api.ts";
import { branchInFull, useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { currentLanguage, date, t } from "../text.ts";

type Changed = Answer<"PATCH /holds/:id">;
type Hold = Pick<Changed, "id" | "state" | "pickupBranchId"> & Partial<Pick<Changed, "suspendedUntil">>;
type Explanation = Answer<"GET /holds/:id/explanation">;

/** Why a request waits, with every copy that was considered, and what a desk does with it: pickup, rest, cancel. */
export function HoldAtDesk(props: { hold: Hold; isOpen?: boolean; onChanged: () => void }): ReactNode {
  const { hold } = props;
  const [open, setOpen] = useState(props.isOpen ?? false);
  const client = useQueryClient();
  const act = useAct("hold-why");
  const done = (work: () => Promise<unknown>): void =>
    void act.run(work, t("holdDesk.changed")).then((isDone) => {
      if (!isDone) return;
      void client.invalidateQueries({ queryKey: ["stalled-holds"] });
      props.onChanged();
    });
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("holdDesk.open")}</summary>
      <Said act={act} />
      {open && <HoldWhy id={hold.id} />}
      {open && hold.state !== "on-shelf" && <HoldForm hold={hold} act={act} onSave={done} />}
      <TwicePressed
        label={t("holdDesk.cancel")}
        onPress={() => done(() => ask("DELETE /holds/:id", { params: { id: hold.id } }))}
      />
    </details>
  );
}

function HoldForm(props: {
  hold: Hold;
  act: Act;
  onSave: (work: () => Promise<unknown>) => void;
}): ReactNode {
  const { hold, act } = props;
  const { branches } = useBranches();
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      pickupBranchId: Number(textOf(data, "pickupBranchId")),
      suspendedUntil: textOf(data, "suspendedUntil") || null,
    };
    props.onSave(() => ask("PATCH /holds/:id", { params: { id: hold.id }, body }));
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("holdDesk.change")}>
      <div className="row">
        <label>
          {t("holdDesk.pickup")}
          <select name="pickupBranchId" defaultValue={hold.pickupBranchId}>
            {branches.map((branch) => (
              <option key={branch.id} value={branch.id}>
                {branchInFull(branch)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("holdDesk.rest")}
          <input name="suspendedUntil" type="date" defaultValue={hold.suspendedUntil ?? ""} />
        </label>
        <Send act={act} />
      </div>
    </form>
  );
}

/** The place of a request, the day it can be picked up about, and every copy with its cost or why it was passed over. */
function HoldWhy({ id }: { id: string }): ReactNode {
  const query = useQuery({
    queryKey: ["hold-why", id],
    queryFn: () => ask("GET /holds/:id/explanation", { params: { id } }),
  });
  if (query.isError) return <p role="alert">{explain(query.error)}</p>;
  const { data } = query;
  if (!data) return <p role="status">{t("app.loading")}</p>;
  return (
    <>
      <p>
        {data.position !== null && (
          <span className="fact">{t("holdDesk.position", { n: data.position })}</span>
        )}
        <span className="fact">
          {t(`holdDesk.promise.${data.promise.basis}`, { on: data.promise.on ? date(data.promise.on) : "" })}
        </span>
      </p>
      {data.candidates.length > 0 && <Candidates rows={data.candidates} />}
    </>
  );
}

function Candidates({ rows }: { rows: Explanation["candidates"] }): ReactNode {
  const { nameOf } = useBranches();
  const columns: TableColumn<Explanation["candidates"][number]>[] = [
    {
      id: "copy",
      name: t("holdDesk.copy"),
      show: (one) => <code>{one.barcode}</code>,
      sortBy: (one) => one.barcode,
    },
    textColumn("where", t("holdDesk.where"), (one) => nameOf(one.branchId)),
    textColumn("road", t("holdDesk.road"), (one) => one.minutes, { look: "number" }),
    ...(["load", "fairness", "tries"] as const).map((part) =>
      textColumn<Explanation["candidates"][number]>(
        part,
        t(`holdDesk.${part}`),
        (one) => one.extra[part] ?? 0,
        { look: "number" },
      ),
    ),
    textColumn("cost", t("holdDesk.cost"), (one) => one.cost ?? one.minutes, { look: "number" }),
    textColumn("outcome", t("holdDesk.outcome"), (one) =>
      t(one.isChosen ? "copy.chosen" : `copy.${one.rejected ?? "farther"}`),
    ),
  ];
  return (
    <DataTable
      label={t("holdDesk.open")}
      language={currentLanguage()}
      columns={columns}
      rows={rows}
      keyOf={(one) => String(one.itemId)}
    />
  );
}
