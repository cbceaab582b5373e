import { useQuery } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, type ReactNode, useState } from "react";
import type { Family } from "../../../../server/src/object-parts/schema.ts";
import { ask, explain } from "../../api.ts";
import { type Act, Said, textOf, useAct } from "../../consortium/fields.tsx";
import { t } from "../../text.ts";

type Part = Family["parts"][number];

/** To which object an object belongs, and which belong to it, in their order. */
export function FamilyPart({ number }: { number: number }): ReactNode {
  const act = useAct("family");
  const family = useQuery({
    queryKey: ["family", number],
    queryFn: () => ask("GET /collection-objects/:number/family", { params: { number } }),
  });
  if (family.isError) return <p role="alert">{explain(family.error)}</p>;
  if (!family.data) return null;
  const { parent, above, parts, before } = family.data;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const given = textOf(new FormData(event.currentTarget), "parent") || null;
    void act.run(
      () => ask("PUT /collection-objects/:number/parent", { params: { number }, body: { parent: given } }),
      t("collections.saved"),
    );
  };
  const open = parts.filter((one) => one.state === "published").length;
  return (
    <fieldset>
      <legend>{t("family.title")}</legend>
      {above.length > 0 ? <p className="quiet">{above.map((one) => one.title).join(" › ")}</p> : null}
      <form className="actions" onSubmit={save}>
        <label>
          {t("family.parent")}{" "}
          <input key={parent} name="parent" defaultValue={parent ?? ""} maxLength={200} />
        </label>
        <button type="submit" disabled={act.busy}>
          {t("family.set")}
        </button>
      </form>
      {open > 0 ? <p className="quiet">{t("family.withdrawing", { count: open })}</p> : null}
      {parts.length > 0 ? (
        <Order key={parts.map((one) => one.number).join()} number={number} parts={parts} act={act} />
      ) : null}
      {before[0] ? <UndoOrder number={number} last={before[0]} act={act} /> : null}
      <Said act={act} />
    </fieldset>
  );
}

/** Lets the parts stand as they stood before the last time they were put in order. */
function UndoOrder(props: { number: number; last: Family["before"][number]; act: Act }): ReactNode {
  const { number, last, act } = props;
  const body = { to: last.version };
  const back = { date: new Date(last.at).toLocaleString(), author: last.author ?? "—" };
  return (
    <button
      type="button"
      disabled={act.busy}
      title={t("family.order-back", back)}
      onClick={() =>
        void act.run(
          () => ask("POST /collection-objects/:number/parts/restoration", { params: { number }, body }),
          t("family.order-back", back),
        )
      }
    >
      {t("family.undo-order")}
    </button>
  );
}

/** Siblings in order: dragged, or moved by alt and arrows. */
function Order({ number, parts, act }: { number: number; parts: Part[]; act: Act }): ReactNode {
  const [order, setOrder] = useState(parts);
  const move = (from: number, to: number): void => {
    const moved = order[from];
    if (!moved || to < 0 || to >= order.length) return;
    const rest = order.filter((one) => one !== moved);
    setOrder([...rest.slice(0, to), moved, ...rest.slice(to)]);
    requestAnimationFrame(() => document.getElementById(`part-${moved.number}`)?.focus());
  };
  const drop = (event: DragEvent, to: number): void => {
    event.preventDefault();
    const dragged = Number(event.dataTransfer.getData("text/plain"));
    move(
      order.findIndex((one) => one.number === dragged),
      to,
    );
  };
  return (
    <>
      <ol className="family-order" aria-label={t("family.parts")}>
        {order.map((one, at) => (
          <li
            key={one.number}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, at)}
          >
            <button
              type="button"
              id={`part-${one.number}`}
              draggable
              onDragStart={(event) => event.dataTransfer.setData("text/plain", String(one.number))}
              onKeyDown={(event) => {
                const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                if (!event.altKey || by === undefined) return;
                event.preventDefault();
                move(at, at + by);
              }}
            >
              ⠿ {one.title} <span className="quiet">{one.identifier}</span>
            </button>
          </li>
        ))}
      </ol>
      <button
        type="button"
        disabled={act.busy || order === parts}
        onClick={() =>
          void act.run(
            () =>
              ask("PUT /collection-objects/:number/parts", {
                params: { number },
                body: { numbers: order.map((one) => one.number) },
              }),
            t("collections.saved"),
          )
        }
      >
        {t("family.save-order")}
      </button>
    </>
  );
}
