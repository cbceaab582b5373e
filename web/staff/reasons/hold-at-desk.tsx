import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { date, pick, t } from "../text.ts";
import { Wide } from "../wide.tsx";

type Changed = Answer<"PATCH /holds/:id">;
type Hold = Pick<Changed, "id" | "state" | "pickupBranchId"> & Partial<Pick<Changed, "suspendedUntil">>;
type Explanation = Answer<"GET /holds/:id/explanation">;

/** Why a request waits, with every copy that was considered, and what a desk does with it: pickup, rest, cancel. */
export function HoldAtDesk(props: { hold: Hold; onChanged: () => void }): ReactNode {
  const { hold } = props;
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const act = useAct("hold-why");
  const done = (work: () => Promise<unknown>): void =>
    void act.run(work, t("holdDesk.changed")).then((isDone) => {
      if (!isDone) return;
      void client.invalidateQueries({ queryKey: ["stalled-holds"] });
      props.onChanged();
    });
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
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
                {pick(branch.member.name)} · {pick(branch.name)}
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
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("holdDesk.copy")}</th>
            <th>{t("holdDesk.where")}</th>
            <th className="number">{t("holdDesk.road")}</th>
            <th className="number">{t("holdDesk.load")}</th>
            <th className="number">{t("holdDesk.fairness")}</th>
            <th className="number">{t("holdDesk.tries")}</th>
            <th className="number">{t("holdDesk.cost")}</th>
            <th>{t("holdDesk.outcome")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.itemId} aria-current={one.isChosen ? "true" : undefined}>
              <td>
                <code>{one.barcode}</code>
              </td>
              <td>{nameOf(one.branchId)}</td>
              <td className="number">{one.minutes}</td>
              <td className="number">{one.extra.load ?? 0}</td>
              <td className="number">{one.extra.fairness ?? 0}</td>
              <td className="number">{one.extra.tries ?? 0}</td>
              <td className="number">{one.cost ?? one.minutes}</td>
              <td>
                {t(
                  one.isChosen
                    ? "copy.chosen"
                    : one.rejected === null
                      ? "copy.farther"
                      : `copy.${one.rejected}`,
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
