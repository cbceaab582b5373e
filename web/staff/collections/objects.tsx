import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Field } from "../../../server/src/collections/schema.ts";
import { accessLevels, type ObjectState, objectStates } from "../../../server/src/collections/words.ts";
import { ask, explain } from "../api.ts";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { RowOf } from "../operations.ts";
import { pick, sitePath, t } from "../text.ts";
import { ArrangementPart } from "./arrangement/arrangement.tsx";
import { FamilyPart } from "./arrangement/family.tsx";
import { useDraft } from "./draft.tsx";
import { PageReading } from "./page-reading.tsx";

type WorkedObject = RowOf<"GET /collections/:slug/objects">;

/** Where an object may go from a state, and whether a contributor may take it there. */
const MOVES: Record<ObjectState, { to: ObjectState; contributor?: true }[]> = {
  draft: [{ to: "review", contributor: true }, { to: "published" }],
  review: [{ to: "published" }, { to: "draft" }],
  published: [{ to: "draft" }, { to: "withdrawn" }],
  withdrawn: [{ to: "published" }, { to: "draft" }],
};

/** Objects of a collection in every state: the list left, the chosen one right. */
export function ObjectsPart(props: { slug: string; role: string }): ReactNode {
  const { slug, role } = props;
  const [state, setState] = useState<ObjectState | "">("");
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState<number | "new" | null>(null);
  const act = useAct("collection-objects", "collections-worked");
  const query = useInfiniteQuery({
    queryKey: ["collection-objects", slug, state, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      ask("GET /collections/:slug/objects", {
        params: { slug },
        query: { limit: 50, cursor: pageParam, state: state || undefined, q: q || undefined },
      }),
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const one = items.find((item) => item.number === chosen);
  const move = (number: number, to: ObjectState): void =>
    void act.run(
      () => ask("PUT /collection-objects/:number/state", { params: { number }, body: { state: to } }),
      t(`collections.moved.${to}`),
    );
  return (
    <div className="list-beside">
      <div>
        <Tools state={state} onState={setState} q={q} onQ={setQ} onNew={() => setChosen("new")} act={act} />
        {query.isError && <p role="alert">{explain(query.error)}</p>}
        {query.isSuccess && items.length === 0 && <p className="quiet">{t("collections.objects.none")}</p>}
        <Lines items={items} chosen={chosen} role={role} busy={act.busy} onChoose={setChosen} move={move} />
        {query.hasNextPage && (
          <button type="button" onClick={() => void query.fetchNextPage()}>
            {t("collections.objects.more")}
          </button>
        )}
      </div>
      {chosen === "new" && <ObjectForm slug={slug} object={null} act={act} />}
      {one && (
        <div>
          <p className="actions">
            <a href={sitePath(`/objects/${one.number}`)} target="_blank" rel="noreferrer">
              {t("collections.objects.see", { number: one.number })}
            </a>
            {MOVES[one.state]
              .filter((each) => role !== "contributor" || each.contributor)
              .map(({ to }) => (
                <button key={to} type="button" disabled={act.busy} onClick={() => move(one.number, to)}>
                  {t(`collections.move.${to}`)}
                </button>
              ))}
          </p>
          <ObjectForm key={`${one.number} ${one.version}`} slug={slug} object={one} act={act} />
          <FamilyPart key={`family ${one.number}`} number={one.number} />
          {one.pages > 0 ? <ArrangementPart key={one.number} number={one.number} pages={one.pages} /> : null}
        </div>
      )}
    </div>
  );
}

function Tools(props: {
  state: ObjectState | "";
  onState: (state: ObjectState | "") => void;
  q: string;
  onQ: (q: string) => void;
  onNew: () => void;
  act: Act;
}): ReactNode {
  return (
    <p className="actions">
      <input
        type="search"
        value={props.q}
        maxLength={200}
        placeholder={t("collections.objects.find")}
        aria-label={t("collections.objects.find")}
        onChange={(event) => props.onQ(event.target.value.trimStart())}
      />
      <label>
        {t("collections.objects.state")}{" "}
        <select
          value={props.state}
          onChange={(event) => props.onState(event.target.value as ObjectState | "")}
        >
          <option value="">{t("collections.objects.all")}</option>
          {objectStates.map((name) => (
            <option key={name} value={name}>
              {t(`collections.object.${name}`)}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={props.onNew}>
        {t("collections.objects.new")}
      </button>
      <Said act={props.act} />
    </p>
  );
}

function Lines(props: {
  items: WorkedObject[];
  chosen: number | "new" | null;
  role: string;
  busy: boolean;
  onChoose: (number: number) => void;
  move: (number: number, to: ObjectState) => void;
}): ReactNode {
  return (
    <ul className="object-lines">
      {props.items.map((item) => (
        <li key={item.number} aria-current={item.number === props.chosen ? "true" : undefined}>
          <button type="button" className="object-line" onClick={() => props.onChoose(item.number)}>
            {item.cover ? (
              <img src={`/iiif/image/${item.cover}/full/!80,80/0/default.jpg`} alt="" loading="lazy" />
            ) : (
              <span className="no-cover" />
            )}
            <span>
              <b>{item.title}</b>
              <span className="quiet">
                {item.identifier} · {t("collections.objects.pages", { count: item.pages })}
              </span>
            </span>
          </button>
          <span className={`collection-state collection-${item.state}`}>
            {t(`collections.object.${item.state}`)}
          </span>
          {MOVES[item.state]
            .filter((one) => props.role !== "contributor" || one.contributor)
            .slice(0, 1)
            .map(({ to }) => (
              <button
                key={to}
                type="button"
                disabled={props.busy}
                onClick={() => props.move(item.number, to)}
              >
                {t(`collections.move.${to}`)}
              </button>
            ))}
        </li>
      ))}
    </ul>
  );
}

/** The values of an object, one a line. */
function ObjectForm(props: { slug: string; object: WorkedObject | null; act: Act }): ReactNode {
  const { slug, object, act } = props;
  const draft = useDraft(slug);
  const fields = draft.data?.config.fields ?? [];
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const values = Object.fromEntries(
      fields.map((field) => {
        const text = textOf(data, `v.${field.key}`);
        const lines = field.many ? text.split("\n") : [text];
        return [field.key, lines.map((line) => line.trim()).filter(Boolean)];
      }),
    );
    const access = accessLevels.find((one) => one === textOf(data, "access")) ?? null;
    const embargoUntil = textOf(data, "embargoUntil") || null;
    const work =
      object === null
        ? () =>
            ask("POST /collections/:slug/objects", {
              params: { slug },
              body: { identifier: textOf(data, "identifier"), values },
            })
        : () =>
            ask("PATCH /collection-objects/:number", {
              params: { number: object.number },
              body: { version: object.version, values, access, embargoUntil },
            });
    void act.run(work, t("collections.saved"));
  };
  return (
    <form className="admin" onSubmit={save}>
      {object === null ? (
        <label>
          {t("collections.target.identifier")}
          <input name="identifier" required maxLength={200} />
        </label>
      ) : (
        <div className="row">
          <label>
            {t("collections.front.access")}
            <select name="access" defaultValue={object.access ?? ""}>
              <option value="">{t("collections.objects.access.as")}</option>
              {accessLevels.map((level) => (
                <option key={level} value={level}>
                  {t(`collections.access.${level}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("collections.objects.embargo")}
            <input type="date" name="embargoUntil" defaultValue={object.embargoUntil ?? ""} />
          </label>
        </div>
      )}
      {fields.map((field) => (
        <FieldInput key={field.key} field={field} lines={object?.values[field.key] ?? []} />
      ))}
      {object !== null && object.pages > 0 ? <PageReading number={object.number} /> : null}
      <p className="quiet">{t("collections.objects.many")}</p>
      <p className="actions">
        <Send act={act} />
      </p>
    </form>
  );
}

function FieldInput({ field, lines }: { field: Field; lines: string[] }): ReactNode {
  const value = lines.join("\n");
  const isLong = field.many || field.type === "rich";
  return (
    <label htmlFor={`v.${field.key}`}>
      {pick(field.label) || field.key}
      {field.required ? " *" : ""}
      {pick(field.help) && <span className="quiet"> {pick(field.help)}</span>}
      {isLong ? (
        <textarea name={`v.${field.key}`} rows={field.type === "rich" ? 5 : 2} defaultValue={value} />
      ) : (
        <input id={`v.${field.key}`} name={`v.${field.key}`} defaultValue={value} maxLength={20_000} />
      )}
    </label>
  );
}
