import { type ReactNode, useState } from "react";
import { useBranches } from "../branches.ts";
import { MemberName } from "../own-members.tsx";
import { useLocations } from "../policies/fact-field.tsx";
import { useKindName } from "../policies/kinds.tsx";
import { t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { ItemForm } from "./item-form.tsx";
import type { Item, Layer, View } from "./record-page.tsx";

const COLUMNS = [
  "barcode",
  "library",
  "branch",
  "location",
  "callNumber",
  "itemPart",
  "class",
  "condition",
] as const;

/** Copies of the title; the cataloguer's own library's can be written, moved and added. */
export function Items({ view }: { view: View }): ReactNode {
  const { nameOf } = useBranches();
  const classOf = useKindName("item-class");
  const [open, setOpen] = useState<{ layer: Layer; item: Item | null } | null>(null);
  const layers = new Map(view.records.map((record) => [record.id, record]));
  const own = view.records.filter((record) => record.mayEdit);
  return (
    <div className={open ? "beside with-form" : ""}>
      <div>
        <p className="actions">
          {own.map((layer) => (
            <button key={layer.id} type="button" onClick={() => setOpen({ layer, item: null })}>
              {t("records.addItem", { member: layer.member })}
            </button>
          ))}
        </p>
        {view.items.length === 0 && <p className="quiet">{t("records.noItems")}</p>}
        {view.items.length > 0 && (
          <Wide>
            <table className="compact">
              <thead>
                <tr>
                  {COLUMNS.map((name) => (
                    <th key={name}>{t(`records.col.${name}`)}</th>
                  ))}
                  <th>
                    <span className="vh">{t("admin.actions")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {view.items.map((item) => (
                  <ItemLine
                    key={item.id}
                    item={item}
                    layer={layers.get(item.recordId)!}
                    branch={nameOf(item.branchId)}
                    itemClass={classOf(item.itemClass)}
                    onOpen={(layer) => setOpen({ layer, item })}
                  />
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      </div>
      {open && (
        <ItemForm
          key={`${open.layer.id} ${open.item?.id}`}
          layer={open.layer}
          item={open.item}
          view={view}
          onDone={() => setOpen(null)}
        />
      )}
    </div>
  );
}

function ItemLine(props: {
  item: Item;
  layer: Layer;
  branch: string;
  itemClass: string;
  onOpen: (layer: Layer) => void;
}): ReactNode {
  const { item, layer } = props;
  return (
    <tr>
      <td>
        <code>{item.barcode ?? t("records.unlabelled")}</code>
      </td>
      <td>
        <MemberName code={layer.member} />
      </td>
      <td>{props.branch}</td>
      <td>
        <LocationName member={layer.member} code={item.location} />
      </td>
      <td>{item.callNumber}</td>
      <td>{item.part}</td>
      <td>{props.itemClass}</td>
      <td>
        {t(`records.condition.${item.condition}`)}
        {item.forLoan ? "" : ` · ${t("records.notForLoan")}`}
        {item.keptByHand ? ` · ${t("records.byHand")}` : ""}
        {item.audience === "region" ? "" : ` · ${t(`records.audience.${item.audience}`)}`}
      </td>
      <Acts>
        {layer.mayEdit && (
          <button type="button" onClick={() => props.onOpen(layer)}>
            {t("admin.change")}
          </button>
        )}
      </Acts>
    </tr>
  );
}

/** What a library calls a location of its own; one without a name stays as its code. */
function LocationName({ member, code }: { member: string; code: string }): ReactNode {
  const name = useLocations(member).find((one) => one.code === code)?.label ?? code;
  return <span title={code}>{name}</span>;
}
