import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { ScanItem } from "../circulation/choice.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { useMembers } from "../own-members.tsx";
import { sound } from "../scan-field.tsx";
import type { Session } from "../session.ts";
import { date, pick, t } from "../text.ts";
import { administers } from "./administers.ts";
import { BranchField, LineFields } from "./branch-field.tsx";
import { useBranchNames } from "./float-groups.tsx";
import { Places } from "./places.tsx";

type Tour = RowOf<"GET /tours">;

/** Sets of books that go from branch to branch: where each is, how much of it has got there, what is in it. */
export function Tours({ session }: { session: Session }): ReactNode {
  const act = useAct("tours", "moves", "places");
  const [open, setOpen] = useState<Tour | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const query = useQuery({ queryKey: ["tours"], queryFn: async () => (await ask("GET /tours")).items });
  const { office, own } = administers(session);
  const mine = (tour: Tour): boolean => office || own.includes(tour.member);
  const end = (code: string): void =>
    void act.run(() => ask("POST /tours/:code/end", { params: { code } }), t("places.tourEnded"));
  return (
    <div className="beside">
      <div>
        <p className="tools">{t("places.tourHint")}</p>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("places.tourNone")}
          rows={(items) =>
            items.map((tour) => (
              <article key={tour.code} className="facts-card">
                <h2>
                  {pick(tour.name)} <code>{tour.code}</code>
                </h2>
                <Stops tour={tour} />
                <p>{t("places.tourFigures", { items: tour.items, settled: tour.settled })}</p>
                <p className="actions">
                  <button type="button" onClick={() => setShown(shown === tour.code ? null : tour.code)}>
                    {t("places.tourItems")}
                  </button>{" "}
                  {mine(tour) && (
                    <>
                      <button type="button" onClick={() => setOpen(tour)}>
                        {t("admin.change")}
                      </button>{" "}
                      <TwicePressed label={t("places.endTour")} onPress={() => end(tour.code)} />
                    </>
                  )}
                </p>
                {shown === tour.code && <Content code={tour.code} act={act} />}
              </article>
            ))
          }
        />
      </div>
      {(office || own.length > 0) && (
        <TourForm
          key={open?.code ?? "new"}
          tour={open}
          member={own[0] ?? session.branch?.member ?? ""}
          office={office}
          act={act}
          onDone={() => setOpen(null)}
        />
      )}
    </div>
  );
}

/** The way of a set, the stop it is at in bold. */
function Stops({ tour }: { tour: Tour }): ReactNode {
  const named = useBranchNames();
  const now = tour.stops.findLastIndex((stop) => stop.branch === tour.nowAt);
  return (
    <ol className="stops">
      {tour.stops.map((stop, at) => (
        <li key={stop.startsOn} aria-current={at === now ? "step" : undefined}>
          <span className="quiet">{date(stop.startsOn)}</span> {named(stop.branch)}
        </li>
      ))}
      <li>
        <span className="quiet">{date(tour.endsOn)}</span> {t("places.homeAgain")}
      </li>
    </ol>
  );
}

/** What is in a set; each scan puts a book into it. */
function Content({ code, act }: { code: string; act: Act }): ReactNode {
  const [problem, setProblem] = useState("");
  const add = async (body: { barcode: string; itemId?: number }): Promise<void> => {
    await ask("POST /tours/:code/items", { params: { code }, body });
    sound("good");
    setProblem("");
    await act.run(async () => {}, t("places.tourAdded", { barcode: body.barcode }));
  };
  const refused = (error: unknown, barcode: string): void => {
    sound("bad");
    setProblem(`${barcode}: ${explain(error)}`);
  };
  return (
    <>
      <ScanItem label={t("places.tourScan")} hint={t("places.tourScanHint")} send={add} onRefused={refused} />
      {problem && <p className="refused">{problem}</p>}
      <Places tour={code} />
    </>
  );
}

/** What a form says of a tour. */
function tourOf(data: FormData) {
  const days = data.getAll("startsOn").map(String);
  return {
    name: readLocal(data, "name"),
    stops: data.getAll("branch").map((branch, at) => ({ branch: String(branch), startsOn: days[at]! })),
    endsOn: textOf(data, "endsOn"),
  };
}

/** Whose books go on the way. */
function MemberField({ member }: { member: string }): ReactNode {
  const members = useMembers().data ?? [];
  return (
    <label>
      {t("places.tourOf")}
      <select name="member" required defaultValue={member}>
        {members.map((one) => (
          <option key={one.code} value={one.code}>
            {pick(one.name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function TourForm(props: {
  tour: Tour | null;
  member: string;
  office: boolean;
  act: Act;
  onDone: () => void;
}): ReactNode {
  const { tour, act, office } = props;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const member = tour?.member ?? (textOf(data, "member") || props.member);
    const body = { ...tourOf(data), code: tour?.code ?? textOf(data, "code").toUpperCase(), member };
    void act
      .run(() => ask("PUT /tours", { body }), t("admin.saved"))
      .then((done) => {
        if (!done) return;
        form.reset();
        props.onDone();
      });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("places.setTour")}>
      <h2>{t("places.setTour")}</h2>
      {!tour && (
        <label>
          {t("places.code")}
          <input name="code" required maxLength={20} pattern="[A-Za-z0-9\-]+" />
        </label>
      )}
      {!tour && office && <MemberField member={props.member} />}
      <LocalFields legend={t("places.name")} name="name" value={tour?.name ?? {}} />
      <LineFields
        legend={t("places.stops")}
        first={tour?.stops ?? []}
        least={1}
        line={(value) => (
          <>
            <BranchField
              name="branch"
              label={t("places.branch")}
              value={value?.branch}
              member={office ? undefined : props.member}
            />
            <label>
              {t("places.from")}
              <input type="date" name="startsOn" required defaultValue={value?.startsOn} />
            </label>
          </>
        )}
      />
      <label>
        {t("places.endsOn")}
        <input type="date" name="endsOn" required defaultValue={tour?.endsOn} />
      </label>
      <Send act={act} />
    </form>
  );
}
