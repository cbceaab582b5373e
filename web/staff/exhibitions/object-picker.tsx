import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { t } from "../text.ts";

type Place = { object: number; place: number };

/** One object: looked for by words or number, shown by its picture. */
export function ObjectChoice(props: {
  value: number | null;
  onChange: (object: number, title: string) => void;
}): ReactNode {
  const [typed, setTyped] = useState("");
  const asked = typed === "" ? (props.value === null ? "" : String(props.value)) : typed;
  const found = useQuery({
    queryKey: ["exhibitable", asked],
    queryFn: async () => (await ask("GET /exhibitable-objects", { query: { q: asked } })).items,
    enabled: asked !== "",
  });
  const items = found.data ?? [];
  return (
    <div className="object-choice">
      <input
        type="search"
        value={typed}
        placeholder={t("exhibitions.object.find")}
        aria-label={t("exhibitions.object.find")}
        onChange={(event) => setTyped(event.target.value)}
      />
      {typed !== "" && items.length === 0 && !found.isPending ? (
        <p className="quiet">{t("exhibitions.object.none")}</p>
      ) : null}
      <ul>
        {items.slice(0, typed === "" ? 1 : 8).map((one) => (
          <li key={one.number}>
            <button
              type="button"
              aria-pressed={one.number === props.value}
              onClick={() => {
                props.onChange(one.number, one.title);
                setTyped("");
              }}
            >
              {one.picture ? (
                <img src={`/iiif/image/${one.picture}/full/!160,200/0/default.jpg`} alt="" />
              ) : null}
              <span>
                {one.title} <span className="quiet">{one.collection}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An object and which of its pictures. */
export function ObjectPlace(props: { value: Place | null; onChange: (value: Place) => void }): ReactNode {
  const { value, onChange } = props;
  return (
    <>
      <ObjectChoice value={value?.object ?? null} onChange={(object) => onChange({ object, place: 1 })} />
      {value ? <PlaceInput value={value.place} onChange={(place) => onChange({ ...value, place })} /> : null}
    </>
  );
}

/** Which page or picture of an object. */
export function PlaceInput(props: { value: number; onChange: (place: number) => void }): ReactNode {
  return (
    <label>
      {t("exhibitions.object.place")}
      <input
        type="number"
        min={1}
        max={10000}
        value={props.value}
        onChange={(event) => props.onChange(Math.max(1, Number(event.target.value) || 1))}
      />
    </label>
  );
}
