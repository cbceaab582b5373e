import { type FormEvent, type ReactNode, useState } from "react";
import { DialogBox } from "../../ui/dialog.tsx";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { textOf } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { date, pick, t } from "../text.ts";

type Item = RowOf<"GET /desk/items">;

/** Where a copy belongs while that is not its home, in words. */
export function placeInWords(item: Pick<Item, "place">, nameOf: (id: number) => string): string {
  const { place } = item;
  if (!place) return "";
  return [
    t(`places.kind.${place.kind}`),
    place.tour,
    place.branchId !== null && nameOf(place.branchId),
    place.location,
    place.until !== null && t("places.untilDay", { day: date(place.until) }),
    place.note,
    place.isOver && t("places.state.over"),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Gives a copy another place for a while, or ends that. */
export function TemporaryPlace(props: {
  item: Pick<Item, "id" | "place" | "homeBranchId">;
  onDone: (said: string) => void;
  onRefused: (error: unknown) => void;
}): ReactNode {
  const { item } = props;
  const [open, setOpen] = useState(false);
  const params = { id: item.id };
  const end = (): void =>
    void ask("DELETE /desk/items/:id/temporary-place", { params }).then(
      () => props.onDone(t("places.ended")),
      props.onRefused,
    );
  const canEnd = item.place?.kind === "temporary" && !item.place.isOver;
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t("places.giveTemporary")}
      </button>
      {canEnd && (
        <button type="button" onClick={end}>
          {t("places.endTemporary")}
        </button>
      )}
      {open && (
        <DialogBox title={t("places.giveTemporary")} onClose={() => setOpen(false)}>
          <PlaceForm
            item={item}
            onDone={() => {
              setOpen(false);
              props.onDone(t("places.given"));
            }}
          />
        </DialogBox>
      )}
    </>
  );
}

function PlaceForm(props: {
  item: Pick<Item, "id" | "place" | "homeBranchId">;
  onDone: () => void;
}): ReactNode {
  const { branches } = useBranches();
  const [problem, setProblem] = useState("");
  const { place, homeBranchId, id } = props.item;
  const library = branches.find((one) => one.id === homeBranchId)?.member.code;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const body = {
      branchId: Number(textOf(data, "branch")),
      location: textOf(data, "location"),
      until: textOf(data, "until"),
      note: textOf(data, "note"),
    };
    void ask("PUT /desk/items/:id/temporary-place", { params: { id }, body }).then(
      () => props.onDone(),
      (error: unknown) => setProblem(explain(error)),
    );
  };
  return (
    <form className="admin" onSubmit={save}>
      {problem && (
        <p role="alert" className="refused">
          {problem}
        </p>
      )}
      <label>
        {t("places.branch")}
        <select name="branch" defaultValue={place?.branchId ?? homeBranchId}>
          {branches
            .filter((one) => one.member.code === library)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {pick(one.name)}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t("stock.location")}
        <input name="location" maxLength={100} defaultValue={place?.location ?? ""} />
      </label>
      <label>
        {t("places.until")}
        <input type="date" name="until" required defaultValue={place?.until ?? ""} />
      </label>
      <label>
        {t("places.note")}
        <input name="note" maxLength={200} defaultValue={place?.note ?? ""} />
      </label>
      <button type="submit" className="primary">
        {t("admin.save")}
      </button>
    </form>
  );
}
