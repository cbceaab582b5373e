import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import type { placeSchema } from "../../../server/src/placement/schema.ts";
import { ComboField } from "../../ui/combobox.tsx";
import { DialogBox } from "../../ui/dialog.tsx";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { textOf } from "../consortium/fields.tsx";
import { useLocations } from "../policies/fact-field.tsx";
import { date, pick, t } from "../text.ts";

type Place = z.output<typeof placeSchema>;
type Item = { id: number; homeBranchId: number; mayPlace: boolean };

/** Where a copy belongs while that is not its home, in words. */
function placeInWords(place: Place, nameOf: (id: number) => string): string {
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

/** Where a copy belongs when that is not its home; its own library gives it another place for a while, or ends that. */
export function TemporaryPlace(props: {
  item: Item;
  onDone: (said: string) => void;
  onRefused: (error: unknown) => void;
}): ReactNode {
  const { item } = props;
  const [open, setOpen] = useState(false);
  const params = { id: item.id };
  const { nameOf } = useBranches();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ["place", item.id],
    queryFn: () => ask("GET /desk/items/:id/place", { params }),
  });
  const place = data?.place ?? null;
  const done = (said: string): void => {
    void client.invalidateQueries({ queryKey: ["place", item.id] });
    props.onDone(said);
  };
  const end = (): void =>
    void ask("DELETE /desk/items/:id/temporary-place", { params }).then(
      () => done(t("places.ended")),
      props.onRefused,
    );
  const canEnd = place?.kind === "temporary" && !place.isOver;
  return (
    <p className="actions">
      {place && (
        <span>
          {t("item.place")} <b>{placeInWords(place, nameOf)}</b>
        </span>
      )}
      {item.mayPlace && (
        <button type="button" onClick={() => setOpen(true)}>
          {t("places.giveTemporary")}
        </button>
      )}
      {item.mayPlace && canEnd && (
        <button type="button" onClick={end}>
          {t("places.endTemporary")}
        </button>
      )}
      {open && (
        <DialogBox title={t("places.giveTemporary")} onClose={() => setOpen(false)}>
          <PlaceForm
            item={item}
            place={place}
            onDone={() => {
              setOpen(false);
              done(t("places.given"));
            }}
          />
        </DialogBox>
      )}
    </p>
  );
}

function PlaceForm(props: { item: Item; place: Place | null; onDone: () => void }): ReactNode {
  const { branches } = useBranches();
  const [problem, setProblem] = useState("");
  const { place } = props;
  const { homeBranchId, id } = props.item;
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
      <ComboField
        name="location"
        label={t("stock.location")}
        choices={useLocations(library ?? null)}
        defaultValue={place?.location ?? ""}
        allowsOther
      />
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
