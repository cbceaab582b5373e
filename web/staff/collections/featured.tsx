import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Config } from "../../../server/src/collections/schema.ts";
import { ask } from "../api.ts";
import { t } from "../text.ts";
import type { Editing } from "./draft.tsx";
import { LocalInputs } from "./local-inputs.tsx";

const MOST = 24;

/** Published objects of one collection, looked for by words or number: `onPick` gets the one that was meant. */
export function ObjectFinder(props: {
  slug: string;
  taken: readonly number[];
  onPick: (number: number) => void;
}): ReactNode {
  const [q, setQ] = useState("");
  const found = useQuery({
    queryKey: ["collection-objects-found", props.slug, q],
    queryFn: async () =>
      (
        await ask("GET /collections/:slug/objects", {
          params: { slug: props.slug },
          query: { limit: 8, state: "published", q },
        })
      ).items,
    enabled: q !== "",
  });
  return (
    <div className="object-choice">
      <input
        type="search"
        value={q}
        maxLength={200}
        placeholder={t("collections.front.find")}
        aria-label={t("collections.front.find")}
        onChange={(event) => setQ(event.target.value.trimStart())}
      />
      {q !== "" && found.data?.length === 0 ? <p className="quiet">{t("exhibitions.object.none")}</p> : null}
      <ul>
        {(q === "" ? [] : (found.data ?? [])).map((one) => (
          <li key={one.number}>
            <button
              type="button"
              disabled={props.taken.includes(one.number)}
              onClick={() => {
                props.onPick(one.number);
                setQ("");
              }}
            >
              {one.cover ? <img src={`/iiif/image/${one.cover}/full/!160,200/0/default.jpg`} alt="" /> : null}
              <span>
                {one.title} <span className="quiet">{one.identifier}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An object that was picked, by its picture and title. */
export function PickedObject({ slug, number }: { slug: string; number: number }): ReactNode {
  const found = useQuery({
    queryKey: ["collection-objects-found", slug, `#${number}`],
    queryFn: async () =>
      (
        await ask("GET /collections/:slug/objects", {
          params: { slug },
          query: { limit: 8, q: String(number) },
        })
      ).items.find((one) => one.number === number) ?? null,
  });
  const one = found.data;
  return (
    <span className="picked-object">
      {one?.cover ? <img src={`/iiif/image/${one.cover}/full/!160,200/0/default.jpg`} alt="" /> : null}
      <span>{one ? one.title : t("collections.front.gone", { number })}</span>
    </span>
  );
}

/** Highlights: picked by hand, each with what is said of it and when it is shown. */
export function Featured({ slug, config, change }: Editing): ReactNode {
  const { featured } = config;
  const set = (at: number, next: Partial<Config["featured"][number]>): void =>
    change({ featured: featured.map((each, i) => (i === at ? { ...each, ...next } : each)) });
  const move = (at: number): void => {
    const next = [...featured];
    const [moved] = next.splice(at, 1);
    next.splice(at - 1, 0, moved!);
    change({ featured: next });
  };
  return (
    <fieldset>
      <legend>{t("collections.front.featured")}</legend>
      <p className="quiet">{t("collections.front.featured.how")}</p>
      {featured.map((one, at) => (
        <details className="featured-line" key={one.object}>
          <summary>
            <PickedObject slug={slug} number={one.object} />
          </summary>
          <LocalInputs
            legend={t("collections.front.note")}
            rows={3}
            value={one.note}
            onChange={(note) => set(at, { note })}
          />
          <p className="quiet">{t("collections.front.rich")}</p>
          <div className="row">
            {(["from", "until"] as const).map((name) => (
              <label key={name}>
                {t(`collections.front.${name}`)}
                <input
                  type="date"
                  value={one[name] ?? ""}
                  onChange={(event) => set(at, { [name]: event.target.value || null })}
                />
              </label>
            ))}
          </div>
          <p className="actions">
            <button type="button" disabled={at === 0} onClick={() => move(at)}>
              {t("exhibitions.up")}
            </button>
            <button
              type="button"
              onClick={() => change({ featured: featured.filter((_each, i) => i !== at) })}
            >
              {t("admin.remove")}
            </button>
          </p>
        </details>
      ))}
      {featured.length < MOST ? (
        <ObjectFinder
          slug={slug}
          taken={featured.map((one) => one.object)}
          onPick={(object) =>
            change({ featured: [...featured, { object, note: {}, from: null, until: null }] })
          }
        />
      ) : null}
    </fieldset>
  );
}
