import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { DataTable, type TableColumn, textColumn } from "../../ui/data-table.tsx";
import { allPages } from "../all-pages.ts";
import { ask } from "../api.ts";
import { branchInFull, useBranches } from "../branches.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { ListState } from "../list-state.tsx";
import { currentLanguage, t } from "../text.ts";
import { type Act, Said, Send, textOf, useAct } from "./fields.tsx";
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
    name: branchInFull(one),
  }));
  const nameOf = (place: string): string => places.find((one) => one.place === place)?.name ?? place;
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
      <Measure key={query.data?.length} places={places} ways={query.data ?? []} isOwn={isOwn} act={act} />
    </div>
  );
}

/** Ways from a branch to all others, measured on one sheet; one that is emptied is measured no more. */
function Measure(props: {
  places: { place: string; name: string }[];
  ways: Way[];
  isOwn: (place: string) => boolean;
  act: Act;
}): ReactNode {
  const { places, act } = props;
  const own = places.filter((one) => props.isOwn(one.place));
  const [chosen, setFrom] = useState<string>();
  const from = chosen ?? own[0]?.place ?? "";
  const minutesOf = (a: string, b: string): string =>
    String(props.ways.find((way) => way.from === a && way.to === b)?.minutes ?? "");
  const others = places.filter((one) => one.place !== from);
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const changed = others
      .map(({ place }) => ({ to: place, minutes: textOf(data, place) }))
      .filter(({ to, minutes }) => minutes !== minutesOf(from, to));
    void act.run(async () => {
      for (const { to, minutes } of changed) {
        if (minutes === "") await ask("DELETE /distances", { body: { from, to } });
        else await ask("PUT /distances", { body: { from, to, minutes: Number(minutes) } });
      }
    }, t("admin.saved"));
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("distances.add")}>
      <h2>{t("distances.add")}</h2>
      <label>
        {t("distances.from")}
        <select name="from" value={from} onChange={(event) => setFrom(event.target.value)}>
          {own.map((one) => (
            <option key={one.place} value={one.place}>
              {one.name}
            </option>
          ))}
        </select>
      </label>
      <fieldset key={from} className="measures">
        <legend>{t("distances.minutesTo")}</legend>
        {others.map(({ place, name }) => (
          <label key={place}>
            {name}
            <input
              name={place}
              type="number"
              min={0}
              max={10_080}
              placeholder={minutesOf(place, from)}
              defaultValue={minutesOf(from, place)}
            />
          </label>
        ))}
      </fieldset>
      <Send act={act} />
      <Said act={act} />
    </form>
  );
}

function Ways(props: {
  items: Way[];
  nameOf: (place: string) => string;
  isOwn: (place: string) => boolean;
  onForget: (way: Way) => void;
}): ReactNode {
  const columns: TableColumn<Way>[] = [
    textColumn("from", t("distances.from"), (way) => props.nameOf(way.from)),
    textColumn("to", t("distances.to"), (way) => props.nameOf(way.to)),
    textColumn("minutes", t("distances.minutes"), (way) => way.minutes, { look: "number" }),
    {
      id: "acts",
      name: t("admin.actions"),
      look: "acts",
      show: (way) =>
        props.isOwn(way.from) && (
          <TwicePressed label={t("admin.remove")} onPress={() => props.onForget(way)} />
        ),
    },
  ];
  return (
    <DataTable
      label={t("library.distances")}
      language={currentLanguage()}
      columns={columns}
      rows={props.items}
      keyOf={(way) => `${way.from} ${way.to}`}
    />
  );
}
