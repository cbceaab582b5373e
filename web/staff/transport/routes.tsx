import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { LocalFields, readLocal, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { MemberName } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";

type Route = RowOf<"GET /transport/routes">;
const WEEK = [1, 2, 3, 4, 5, 6, 0];

/** Courier routes; who administers a library sets its own, the office the consortium's. */
export function CourierRoutes({ session }: { session: Session }): ReactNode {
  const act = useAct("courier-routes");
  const [open, setOpen] = useState<Route | null>(null);
  const query = useQuery({
    queryKey: ["courier-routes"],
    queryFn: async () => (await ask("GET /transport/routes")).items,
  });
  const isOffice = session.roles.some((one) => one.role === "consortium-admin");
  const own = session.roles.filter((one) => one.role === "member-admin").map((one) => one.member);
  const mine = (route: Route): boolean => isOffice || own.includes(route.member);
  const mayAdd = isOffice || own.length > 0;
  const remove = (code: string): void =>
    void act.run(
      () => ask("DELETE /transport/routes/:code", { params: { code } }),
      t("transport.routeRemoved"),
    );
  return (
    <div className="beside">
      <div>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("transport.noRoutes")}
          rows={(items) => (
            <ul className="plain">
              {items.map((route) => (
                <li key={route.code}>
                  <b>{route.code}</b> {pick(route.name)} ·{" "}
                  {route.days.map((day) => t(`weekday.${day}`)).join(" ")}
                  <br />
                  <span className="quiet">
                    {route.member === null ? t("rules.ofConsortium") : <MemberName code={route.member} />} ·{" "}
                    {route.stops.join(" → ")}
                  </span>{" "}
                  {mine(route) && (
                    <>
                      <button type="button" onClick={() => setOpen(route)}>
                        {t("admin.change")}
                      </button>{" "}
                      <TwicePressed label={t("admin.remove")} onPress={() => remove(route.code)} />
                    </>
                  )}
                </li>
              ))}
            </ul>
          )}
        />
      </div>
      {mayAdd && (
        <RouteForm
          key={open?.code ?? "new"}
          route={open}
          member={isOffice ? null : (own[0] ?? null)}
          act={act}
          onDone={() => setOpen(null)}
        />
      )}
    </div>
  );
}

function RouteForm(props: {
  route: Route | null;
  member: string | null;
  act: ReturnType<typeof useAct>;
  onDone: () => void;
}): ReactNode {
  const { route, act } = props;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      code: route?.code ?? textOf(data, "code").toUpperCase(),
      name: readLocal(data, "name"),
      member: route ? route.member : props.member,
      days: data.getAll("day").map(Number),
      stops: textOf(data, "stops")
        .split(/[\s,→]+/)
        .filter((stop) => stop !== ""),
    };
    void act
      .run(() => ask("PUT /transport/routes", { body }), t("admin.saved"))
      .then((done) => {
        if (!done) return;
        form.reset();
        props.onDone();
      });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("transport.setRoute")}>
      <h2>{t("transport.setRoute")}</h2>
      {!route && (
        <label>
          {t("transport.routeCode")}
          <input name="code" required maxLength={20} pattern="[A-Za-z0-9\-]+" />
        </label>
      )}
      <LocalFields legend={t("transport.routeName")} name="name" value={route?.name ?? {}} />
      <fieldset>
        <legend>{t("transport.days")}</legend>
        {WEEK.map((day) => (
          <label key={day}>
            <input
              type="checkbox"
              name="day"
              value={day}
              defaultChecked={route?.days.includes(day) ?? day > 0}
            />{" "}
            {t(`weekday.${day}`)}
          </label>
        ))}
      </fieldset>
      <label>
        {t("transport.stops")}
        <textarea name="stops" required rows={4} defaultValue={route?.stops.join("\n") ?? ""} />
      </label>
      <BranchCodes />
      <Send act={act} />
    </form>
  );
}

/** The codes by which stops are written. */
function BranchCodes(): ReactNode {
  const { branches } = useBranches();
  return (
    <details>
      <summary>{t("transport.branchCodes")}</summary>
      <ul className="plain">
        {branches.map((one) => (
          <li key={one.id}>
            <code>
              {one.member.code}/{one.code}
            </code>{" "}
            {pick(one.name)}
          </li>
        ))}
      </ul>
    </details>
  );
}
