import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { lendingRules } from "../../../../server/src/object-guests/words.ts";
import { ask, explain } from "../../api.ts";
import { type Act, Said, useAct } from "../../consortium/fields.tsx";
import { pick, sitePath, t } from "../../text.ts";
import type { Worked } from "../collections.tsx";

/** Objects of other collections that stand here, how they came, and where those of this one stand. */
export function GuestsPart({ collection }: { collection: Worked }): ReactNode {
  const { slug, role } = collection;
  const act = useAct("collection-guests", "collection-placings", "collection-lending");
  const mayEdit = role !== "contributor";
  return (
    <div className="list-beside">
      <div>
        <h3>{t("guests.here")}</h3>
        <p className="quiet">{t("guests.how")}</p>
        <Said act={act} />
        <GuestList slug={slug} act={act} mayEdit={mayEdit} />
        <Placings slug={slug} act={act} mayEdit={mayEdit} />
      </div>
      <Lends slug={slug} act={act} role={role} />
    </div>
  );
}

type PartProps = { slug: string; act: Act; mayEdit: boolean };

function GuestList({ slug, act, mayEdit }: PartProps): ReactNode {
  const query = useInfiniteQuery({
    queryKey: ["collection-guests", slug],
    queryFn: ({ pageParam }) =>
      ask("GET /collections/:slug/guests", { params: { slug }, query: { limit: 50, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  if (query.isError) return <p role="alert">{explain(query.error)}</p>;
  if (!query.data) return <p role="status">{t("app.loading")}</p>;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className="quiet">{t("guests.none")}</p>;
  const out = (number: number): void => {
    const params = { slug, number };
    void act.run(() => ask("DELETE /collections/:slug/guests/:number", { params }), t("guests.taken-out"));
  };
  return (
    <>
      <ul className="guest-list">
        {items.map((one) => (
          <li key={one.number}>
            <a href={sitePath(`/objects/${one.number}`)} target="_blank" rel="noreferrer">
              {one.title}
            </a>{" "}
            <span className="quiet">{pick(one.home.name) || one.home.slug}</span>{" "}
            {mayEdit ? (
              <button type="button" disabled={act.busy} onClick={() => out(one.number)}>
                {t("guests.take-out")}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {query.hasNextPage ? (
        <button type="button" onClick={() => void query.fetchNextPage()}>
          {t("guests.more")}
        </button>
      ) : null}
    </>
  );
}

function Placings({ slug, act, mayEdit }: PartProps): ReactNode {
  const query = useQuery({
    queryKey: ["collection-placings", slug],
    queryFn: async () => (await ask("GET /collections/:slug/placings", { params: { slug } })).items,
  });
  const undo = (id: string): void => {
    void act.run(() => ask("POST /placings/:id/undo", { params: { id } }), t("guests.undone"));
  };
  if (!query.data?.length) return null;
  return (
    <>
      <h3>{t("guests.placings")}</h3>
      <ul className="guest-list">
        {query.data.map((one) => (
          <li key={one.id}>
            <span>
              {t("guests.placing", {
                date: one.at.slice(0, 10),
                author: one.author ?? "—",
                count: one.objects,
                source: one.source ? pick(one.source.name) || one.source.slug : t("guests.placing-page"),
              })}
            </span>{" "}
            {one.undone ? (
              <span className="quiet">{t("guests.undone")}</span>
            ) : mayEdit ? (
              <button type="button" disabled={act.busy} onClick={() => undo(one.id)}>
                {t("guests.undo")}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Lends({ slug, act, role }: { slug: string; act: Act; role: string }): ReactNode {
  const query = useQuery({
    queryKey: ["collection-lending", slug],
    queryFn: () => ask("GET /collections/:slug/lending", { params: { slug } }),
  });
  if (query.isError) return <p role="alert">{explain(query.error)}</p>;
  if (!query.data) return <p role="status">{t("app.loading")}</p>;
  const { to, elsewhere } = query.data;
  const setTo = (next: (typeof lendingRules)[number]): void => {
    const body = { to: next };
    void act.run(() => ask("PUT /collections/:slug/lending", { params: { slug }, body }), t("guests.saved"));
  };
  const back = (from: string, isTaken: boolean): void => {
    const body = { from, isTaken };
    void act.run(
      () => ask("PUT /collections/:slug/taken-back", { params: { slug }, body }),
      t("guests.saved"),
    );
  };
  return (
    <div>
      <fieldset disabled={role !== "curator" || act.busy}>
        <legend>{t("guests.lending")}</legend>
        {lendingRules.map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="lending" checked={to === one} onChange={() => setTo(one)} />{" "}
            {t(`guests.lending.${one}`)}
          </label>
        ))}
        <p className="quiet">{t("guests.lending.what")}</p>
      </fieldset>
      <h3>{t("guests.elsewhere")}</h3>
      {elsewhere.length === 0 ? <p className="quiet">{t("guests.none")}</p> : null}
      <ul className="guest-list">
        {elsewhere.map((one) => (
          <li key={one.slug}>
            <a href={sitePath(`/collections/${one.slug}`)} target="_blank" rel="noreferrer">
              {t("guests.elsewhere-in", {
                name: pick(one.name) || one.slug,
                member: one.member,
                count: one.objects,
              })}
            </a>{" "}
            {role === "contributor" ? null : (
              <Fragment>
                {one.objects > 0 ? (
                  <button type="button" disabled={act.busy} onClick={() => back(one.slug, true)}>
                    {t("guests.take-back")}
                  </button>
                ) : null}
                {one.takenBack > 0 ? (
                  <>
                    <span className="quiet">{t("guests.taken-back", { count: one.takenBack })}</span>{" "}
                    <button type="button" disabled={act.busy} onClick={() => back(one.slug, false)}>
                      {t("guests.let-again")}
                    </button>
                  </>
                ) : null}
              </Fragment>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
