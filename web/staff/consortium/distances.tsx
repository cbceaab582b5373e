import { useQuery } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { allPages } from "../all-pages.ts";
import { ask } from "../api.ts";
import { useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { ListState } from "../list-state.tsx";
import { pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { Said, Send, textOf, useAct } from "./fields.tsx";
import type { Member } from "./library.tsx";

type Way = { from: string; to: string; minutes: number };

/** How many minutes the courier needs from a library's branches to others and back. */
export function Distances({ member }: { member: Member }): ReactNode {
  const act = useAct("distances", "set-up");
  const { branches } = useBranches();
  const isOwn = (place: string): boolean => place.startsWith(`${member.code}/`);
  const query = useQuery({
    queryKey: ["distances"],
    queryFn: () => allPages((turn) => ask("GET /distances", { query: turn })),
    select: (ways) => ways.filter((way) => isOwn(way.from) || isOwn(way.to)),
  });
  const places = branches.map((one) => ({
    place: `${one.member.code}/${one.code}`,
    name: `${pick(one.member.name)} · ${pick(one.name)}`,
  }));
  const nameOf = (place: string): string => places.find((one) => one.place === place)?.name ?? place;
  const measure = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const [from, to] = [textOf(data, "from"), textOf(data, "to")];
    const body = { from, to, minutes: Number(textOf(data, "minutes")) };
    void act.run(() => ask("PUT /distances", { body }), t("admin.saved"));
  };
  const forget = ({ from, to }: Way): void =>
    void act.run(() => ask("DELETE /distances", { body: { from, to } }), t("distances.removed"));
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("distances.hint")}</p>
        <ListState
          query={query}
          empty={t("distances.empty")}
          rows={(items) => <Ways items={items} nameOf={nameOf} isOwn={isOwn} onForget={forget} />}
        />
      </div>
      <form className="admin" onSubmit={measure} aria-label={t("distances.add")}>
        <h2>{t("distances.add")}</h2>
        <label>
          {t("distances.from")}
          <select name="from">
            {places
              .filter((one) => isOwn(one.place))
              .map((one) => (
                <option key={one.place} value={one.place}>
                  {one.name}
                </option>
              ))}
          </select>
        </label>
        <label>
          {t("distances.to")}
          <select name="to">
            {places.map((one) => (
              <option key={one.place} value={one.place}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t("distances.minutes")}
          <input name="minutes" type="number" min={0} max={10_080} required />
        </label>
        <Send act={act} />
        <Said act={act} />
      </form>
    </div>
  );
}

function Ways(props: {
  items: Way[];
  nameOf: (place: string) => string;
  isOwn: (place: string) => boolean;
  onForget: (way: Way) => void;
}): ReactNode {
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>{t("distances.from")}</th>
            <th>{t("distances.to")}</th>
            <th className="number">{t("distances.minutes")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.items.map((way) => (
            <tr key={`${way.from} ${way.to}`}>
              <td>{props.nameOf(way.from)}</td>
              <td>{props.nameOf(way.to)}</td>
              <td className="number">{way.minutes}</td>
              <Acts>
                {props.isOwn(way.from) && (
                  <TwicePressed label={t("admin.remove")} onPress={() => props.onForget(way)} />
                )}
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
