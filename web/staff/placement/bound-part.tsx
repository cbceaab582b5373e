import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";

type Copy = RowOf<"GET /instances/:id/bound-copies">;
/** A copy of the title that may be worked on here. */
type Own = { id: number; member: string; barcode: string | null; callNumber: string };

/** Copies with several titles (bound-with): the title's own, and those of other titles that it is in. */
export function BoundPart(props: { instanceId: number; own: readonly Own[] }): ReactNode {
  const act = useAct("record");
  const copies = useQuery({
    queryKey: ["record", "bound", props.instanceId],
    queryFn: async () =>
      (await ask("GET /instances/:id/bound-copies", { params: { id: props.instanceId } })).items,
  });
  const items = copies.data ?? [];
  if (items.length === 0 && props.own.length === 0) return null;
  return (
    <details open={items.length > 0}>
      <summary>{t("bound.title")}</summary>
      {copies.error && (
        <p role="alert" className="refused">
          {explain(copies.error)}
        </p>
      )}
      <ul className="lines">
        {items.map((copy) => (
          <CopyLine key={copy.itemId} copy={copy} act={act} />
        ))}
      </ul>
      {props.own.length > 0 && <AddTitle own={props.own} items={items} act={act} />}
      <Said act={act} />
    </details>
  );
}

const save = (itemId: number, recordIds: number[]) =>
  ask("PUT /items/:id/bound-titles", { params: { id: itemId }, body: { recordIds } });

function CopyLine({ copy, act }: { copy: Copy; act: Act }): ReactNode {
  const without = (recordId: number): number[] =>
    copy.titles.map((one) => one.recordId).filter((one) => one !== recordId);
  return (
    <li>
      <code>{copy.barcode ?? t("records.unlabelled")}</code> <b>{copy.callNumber}</b>{" "}
      <a href={`/staff/records/${copy.host.instanceId}`}>
        <cite>{copy.host.title}</cite>
      </a>
      {copy.titles.map((one) => (
        <p key={one.recordId}>
          {t("bound.and")}{" "}
          <a href={`/staff/records/${one.instanceId}`}>
            <cite>{one.title}</cite>
          </a>{" "}
          <span className="quiet">{one.controlNumber}</span>{" "}
          {copy.mayEdit && (
            <button
              type="button"
              disabled={act.busy}
              onClick={() => void act.run(() => save(copy.itemId, without(one.recordId)), t("bound.removed"))}
            >
              {t("bound.remove")}
            </button>
          )}
        </p>
      ))}
    </li>
  );
}

function AddTitle(props: { own: readonly Own[]; items: readonly Copy[]; act: Act }): ReactNode {
  const { act } = props;
  const add = async (itemId: number, number: string): Promise<void> => {
    const { items } = await ask("GET /records", { query: { q: number } });
    const before =
      props.items.find((copy) => copy.itemId === itemId)?.titles.map((one) => one.recordId) ?? [];
    const member = props.own.find((one) => one.id === itemId)?.member;
    const found = items.filter((one) => one.by === "number" && !one.withdrawn && one.member === member);
    if (found.length === 0) throw new Refusal("record-unknown", {}, 404);
    await save(itemId, [...before, ...found.map((one) => one.recordId)]);
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    void act.run(() => add(Number(textOf(data, "item")), textOf(data, "number")), t("bound.added"));
  };
  return (
    <form className="actions" onSubmit={submit} aria-label={t("bound.add")}>
      <label>
        {t("bound.copy")}{" "}
        <select name="item">
          {props.own.map((one) => (
            <option key={one.id} value={one.id}>
              {[one.barcode, one.callNumber].filter(Boolean).join(" ") || t("records.unlabelled")}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("bound.number")} <input name="number" required size={18} maxLength={100} autoComplete="off" />
      </label>
      <button type="submit" disabled={act.busy}>
        {t("bound.add")}
      </button>
      <span className="quiet">{t("bound.hint")}</span>
    </form>
  );
}
