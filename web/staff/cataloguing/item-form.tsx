import { fromCompact } from "@commonshelf/marc/record";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { textOf } from "../consortium/fields.tsx";
import { KindField } from "../policies/kinds.tsx";
import { pick, t } from "../text.ts";
import { CallNumber } from "./call-number.tsx";
import { readPrice, showPrice } from "./item-price.ts";
import type { Item, Layer, View } from "./record-page.tsx";
import { ItemAudience } from "./sharing/audience-choice.tsx";

/** A copy written down: where it belongs, its call number, label, part, class, price and note. */
export function ItemForm(props: {
  layer: Layer;
  item: Item | null;
  view: View;
  onDone: () => void;
}): ReactNode {
  const { layer, item, view } = props;
  const client = useQueryClient();
  const [said, setSaid] = useState("");
  const last = view.items.findLast((one) => one.recordId === layer.id);
  const begin = item ?? last;
  const [callNumber, setCallNumber] = useState(begin?.callNumber ?? "");
  const [barcode, setBarcode] = useState(item?.barcode ?? "");
  const [location, setLocation] = useState(begin?.location ?? "");
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const details = readDetails(data);
    if (details === undefined) return setSaid(t("records.priceUnread"));
    const fields = { ...details, location, callNumber, barcode: barcode.trim() || null };
    try {
      const recordId = Number(data.get("recordId") ?? layer.id);
      if (item)
        await ask("PUT /items/:id", {
          params: { id: item.id },
          body: { version: item.version, recordId, fields },
        });
      else await ask("POST /items", { body: { recordId, fields } });
      await client.invalidateQueries({ queryKey: ["record"] });
      props.onDone();
    } catch (error) {
      setSaid(explain(error));
    }
  };
  return (
    <form className="admin item-form" onSubmit={(event) => void save(event)} aria-label={t("records.item")}>
      <h2>{item ? t("records.changeItem", { barcode: item.barcode ?? "" }) : t("records.newItem")}</h2>
      <Place member={layer.member} branchId={begin?.branchId} location={location} onLocation={setLocation} />
      <CallNumber
        recordId={layer.id}
        record={fromCompact(layer.marc)}
        shelf={location}
        value={callNumber}
        onChange={setCallNumber}
      />
      <Label member={layer.member} value={barcode} onChange={setBarcode} />
      <Details item={item} member={layer.member} />
      {item && <MoveTo layer={layer} view={view} />}
      {item && <ItemAudience item={view.items.find((one) => one.id === item.id) ?? item} />}
      <p className="actions">
        <button type="submit" className="primary">
          {t("admin.save")}
        </button>
        <button type="button" onClick={props.onDone}>
          {t("app.close")}
        </button>
      </p>
      <p role="alert" className="refused">
        {said}
      </p>
    </form>
  );
}

/** What the form's own fields say; undefined where the price cannot be read. */
function readDetails(data: FormData) {
  const price = readPrice(textOf(data, "price"));
  if (price === undefined) return undefined;
  return {
    branchId: Number(data.get("branchId")),
    part: textOf(data, "part"),
    itemClass: textOf(data, "itemClass") || "book",
    forLoan: data.get("forLoan") !== null,
    note: textOf(data, "note"),
    price,
  };
}

function Place(props: {
  member: string;
  branchId: number | undefined;
  location: string;
  onLocation: (location: string) => void;
}): ReactNode {
  const { branches } = useBranches();
  const own = branches.filter((branch) => branch.member.code === props.member);
  return (
    <div className="row">
      <label>
        {t("records.col.branch")}
        <select name="branchId" key={own.length} defaultValue={props.branchId}>
          {own.map((branch) => (
            <option key={branch.id} value={branch.id}>
              {pick(branch.name)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("records.col.location")}
        <input
          value={props.location}
          maxLength={200}
          onChange={(event) => props.onLocation(event.target.value)}
        />
      </label>
    </div>
  );
}

function Details({ item, member }: { item: Item | null; member: string }): ReactNode {
  return (
    <>
      <div className="row">
        <label>
          {t("records.col.itemPart")}
          <input name="part" defaultValue={item?.part ?? ""} maxLength={200} />
        </label>
        <KindField
          of="item-class"
          member={member}
          name="itemClass"
          label={t("records.col.class")}
          defaultValue={item?.itemClass ?? "book"}
        />
        <label>
          {t("records.price")}
          <input name="price" defaultValue={showPrice(item?.price ?? null)} maxLength={20} />
        </label>
      </div>
      <label className="check">
        <input type="checkbox" name="forLoan" defaultChecked={item?.forLoan ?? true} /> {t("records.forLoan")}
      </label>
      <label>
        {t("records.note")}
        <input name="note" defaultValue={item?.note ?? ""} maxLength={1000} />
      </label>
    </>
  );
}

/** Another of the library's records of this title, or one of another title by its number. */
function MoveTo({ layer, view }: { layer: Layer; view: View }): ReactNode {
  const [wanted, setWanted] = useState("");
  const found = useQuery({
    queryKey: ["records-of-number", wanted],
    enabled: wanted !== "",
    queryFn: async () => (await ask("GET /records", { query: { q: wanted } })).items,
  });
  const here = view.records.filter((record) => record.member === layer.member);
  const there = (found.data ?? []).filter(
    (one) => one.member === layer.member && !here.some((record) => record.id === one.recordId),
  );
  return (
    <div className="row">
      <label>
        {t("records.moveTo")}
        <select name="recordId" key={there.length} defaultValue={there[0]?.recordId ?? layer.id}>
          {here.map((record) => (
            <option key={record.id} value={record.id}>
              {record.controlNumber} {record.id === layer.id ? t("records.stays") : ""}
            </option>
          ))}
          {there.map((one) => (
            <option key={one.recordId} value={one.recordId}>
              {one.title}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t("records.moveFind")}
        <input value={wanted} maxLength={100} onChange={(event) => setWanted(event.target.value.trim())} />
      </label>
    </div>
  );
}

/** The label: typed, scanned, or the next of one of the library's ranges. */
function Label(props: { member: string; value: string; onChange: (barcode: string) => void }): ReactNode {
  const [said, setSaid] = useState("");
  const ranges = useQuery({
    queryKey: ["number-ranges", props.member],
    queryFn: async () => (await ask("GET /number-ranges", { query: { member: props.member } })).items,
  });
  const take = async (id: number): Promise<void> => {
    try {
      const { items } = await ask("POST /number-ranges/:id/numbers", { params: { id }, body: { count: 1 } });
      props.onChange(items[0]!);
      setSaid("");
    } catch (error) {
      setSaid(explain(error));
    }
  };
  return (
    <div className="row">
      <label>
        {t("records.col.barcode")}
        <input
          value={props.value}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => props.onChange(event.target.value)}
        />
      </label>
      <p className="actions">
        {(ranges.data ?? []).map((range) => (
          <button key={range.id} type="button" onClick={() => void take(range.id)}>
            {t("records.nextOf", { name: range.name })}
          </button>
        ))}
        <span role="status" className="refused">
          {said}
        </span>
      </p>
    </div>
  );
}
