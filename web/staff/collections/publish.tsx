import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { date, sitePath, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import type { Worked } from "./collections.tsx";
import { useDraft } from "./draft.tsx";

type Change = Answer<"GET /collections/:slug/draft">["changes"][number];
type Revision = RowOf<"GET /collections/:slug/revisions">;

const said = (change: Change): string =>
  `${t(`collections.change.${change.what}`)}${change.name === "" ? "" : `: ${change.name}`}`;

/** What publishing would change, and everything that was published. */
export function PublishPart({ collection }: { collection: Worked }): ReactNode {
  const { slug } = collection;
  const draft = useDraft(slug);
  const act = useAct("collection-draft", "collection-revisions", "collections-worked");
  const [building, setBuilding] = useState(false);
  const revisions = useQuery({
    queryKey: ["collection-revisions", slug],
    queryFn: async () => {
      const { items } = await ask("GET /collections/:slug/revisions", { params: { slug } });
      setBuilding(items.some((one) => one.building));
      return items;
    },
    refetchInterval: building ? 2000 : false,
  });
  if (draft.isPending) return <p role="status">{t("app.loading")}</p>;
  if (draft.isError) return <p role="alert">{explain(draft.error)}</p>;
  const { changes, version, objects } = draft.data;
  const publish = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const body = { version, note: textOf(new FormData(form), "note") };
    void act
      .run(
        () => ask("POST /collections/:slug/revisions", { params: { slug }, body }),
        t("collections.published"),
      )
      .then((isDone) => isDone && form.reset());
  };
  const restore = (number: number): void =>
    void act.run(
      () => ask("POST /collections/:slug/revisions/:number/restoration", { params: { slug, number } }),
      t("collections.restored"),
    );
  return (
    <div className="list-beside">
      <form className="admin" onSubmit={publish}>
        <h2>{t("collections.publish.what")}</h2>
        {changes.length === 0 ? (
          <p className="quiet">{t("collections.publish.nothing")}</p>
        ) : (
          <ul>
            {collection.live === null ? (
              <li>{t("collections.publish.first")}</li>
            ) : (
              changes.map((change) => <li key={said(change)}>{said(change)}</li>)
            )}
          </ul>
        )}
        {objects > 0 && <p className="waiting">{t("collections.publish.reindex", { count: objects })}</p>}
        <label>
          {t("collections.publish.note")}
          <input name="note" maxLength={500} />
        </label>
        <p className="actions">
          {changes.length > 0 && <Send act={act} label={t("collections.publish")} />}
          <a href={sitePath(`/collections/${slug}?preview`)} target="_blank" rel="noreferrer">
            {t("collections.preview")}
          </a>
        </p>
        <Said act={act} />
        {collection.live !== null && <Withdrawal collection={collection} />}
      </form>
      <Revisions items={revisions.data ?? []} onRestore={restore} />
    </div>
  );
}

function Withdrawal({ collection }: { collection: Worked }): ReactNode {
  const { slug, withdrawn } = collection;
  const act = useAct("collections-worked");
  const label = t(withdrawn ? "collections.giveBack" : "collections.withdraw");
  return (
    <p className="actions">
      <TwicePressed
        label={label}
        onPress={() =>
          void act.run(
            () =>
              ask("PUT /collections/:slug/withdrawal", { params: { slug }, body: { withdrawn: !withdrawn } }),
            label,
          )
        }
      />
      <Said act={act} />
    </p>
  );
}

function Revisions(props: { items: Revision[]; onRestore: (number: number) => void }): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th className="number">{t("collections.revision")}</th>
            <th>{t("collections.revision.at")}</th>
            <th>{t("collections.revision.author")}</th>
            <th>{t("collections.revision.changes")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.number}>
              <td className="number">{one.number}</td>
              <td>{date(one.at)}</td>
              <td>{one.author}</td>
              <td>
                {one.note && <b>{one.note} </b>}
                {one.number === 1 ? t("collections.publish.first") : one.changes.map(said).join("; ")}
              </td>
              <Acts>
                {one.live ? (
                  <b className="collection-published">{t("collections.revision.live")}</b>
                ) : one.building ? (
                  <span className="waiting">{t("collections.revision.building")}</span>
                ) : (
                  <TwicePressed
                    label={t("collections.restore")}
                    onPress={() => props.onRestore(one.number)}
                  />
                )}
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
