import { type ReactNode, useState } from "react";
import type { z } from "zod";
import type { headingSchema } from "../../../server/src/authorities/schema.ts";
import { type HeadingKind, headingKinds, headingStates } from "../../../server/src/authorities/words.ts";
import { ask } from "../api.ts";
import { type Act, Said, useAct } from "../consortium/fields.tsx";
import { Pages } from "../pages.tsx";
import { t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { KindChoice } from "./kind-choice.tsx";

type Heading = z.output<typeof headingSchema>;
/** Heading to the authority chosen for it. */
type Chosen = ReadonlyMap<number, number>;

/** Names and subjects as records write them, whose it is not known: looked through, and linked many at a time. */
export function Review({ onOpen }: { onOpen: (id: number) => void }): ReactNode {
  const act = useAct("authority-headings", "authorities");
  const [state, setState] = useState<Heading["state"]>("open");
  const [known, setKnown] = useState("true");
  const [kind, setKind] = useState<HeadingKind | "">("");
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const asked = { state, kind: kind || undefined, known: state === "open" && known ? known : undefined };
  const link = (): void =>
    void act
      .run(
        () =>
          ask("POST /authority-headings/links", {
            body: { links: [...chosen].map(([headingId, authorityId]) => ({ headingId, authorityId })) },
          }),
        t("authorities.linked", { n: chosen.size }),
      )
      .then((done) => {
        if (done) setChosen(new Map());
      });
  return (
    <>
      <p className="quiet">{t("authorities.reviewHint")}</p>
      <Said act={act} />
      <div className="tools">
        <label>
          {t("authorities.state")}
          <select value={state} onChange={(event) => setState(event.target.value as Heading["state"])}>
            {headingStates.map((one) => (
              <option key={one} value={one}>
                {t(`authorities.state.${one}`)}
              </option>
            ))}
          </select>
        </label>
        {state === "open" && (
          <label>
            {t("authorities.candidates")}
            <select value={known} onChange={(event) => setKnown(event.target.value)}>
              <option value="true">{t("authorities.withCandidates")}</option>
              <option value="false">{t("authorities.withoutCandidates")}</option>
              <option value="">{t("authorities.all")}</option>
            </select>
          </label>
        )}
        <KindChoice value={kind} onChange={setKind} of={headingKinds} />
        <button type="button" className="primary" disabled={chosen.size === 0 || act.busy} onClick={link}>
          {t("authorities.link", { n: chosen.size })}
        </button>
      </div>
      <Pages
        key={JSON.stringify(asked)}
        queryKey={["authority-headings", asked]}
        ask={(cursor) => ask("GET /authority-headings", { query: { ...asked, limit: 50, cursor } })}
        empty={t("authorities.nothingWaits")}
        rows={(items) => (
          <Headings items={items} chosen={chosen} onChoose={setChosen} act={act} onOpen={onOpen} />
        )}
      />
    </>
  );
}

function Headings(props: {
  items: Heading[];
  chosen: Chosen;
  onChoose: (chosen: Chosen) => void;
  act: Act;
  onOpen: (id: number) => void;
}): ReactNode {
  const { items, chosen, onChoose } = props;
  const withOne = items.filter((one) => one.candidates.length > 0);
  const all = withOne.length > 0 && withOne.every((one) => chosen.has(one.id));
  const choose = (id: number, authority: number | null): void => {
    const next = new Map(chosen);
    if (authority === null) next.delete(id);
    else next.set(id, authority);
    onChoose(next);
  };
  const toggleAll = (): void => {
    const next = new Map(chosen);
    for (const one of withOne)
      if (all) next.delete(one.id);
      else next.set(one.id, next.get(one.id) ?? one.candidates[0]!.id);
    onChoose(next);
  };
  return (
    <Wide>
      <table>
        <thead>
          <tr>
            <th>
              <input
                type="checkbox"
                aria-label={t("authorities.chooseAll")}
                checked={all}
                disabled={withOne.length === 0}
                onChange={toggleAll}
              />
            </th>
            <th>{t("authorities.asWritten")}</th>
            <th className="number">{t("authorities.titles")}</th>
            <th>{t("authorities.mayBe")}</th>
            <th>
              <span className="vh">{t("admin.actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <Line
              key={one.id}
              one={one}
              chosen={chosen.get(one.id)}
              onChoose={(id) => choose(one.id, id)}
              deeds={<Deeds one={one} act={props.act} onOpen={props.onOpen} />}
            />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Line(props: {
  one: Heading;
  chosen: number | undefined;
  onChoose: (authority: number | null) => void;
  deeds: ReactNode;
}): ReactNode {
  const { one, chosen, onChoose } = props;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={one.text}
          checked={chosen !== undefined}
          disabled={one.candidates.length === 0}
          onChange={(event) => onChoose(event.target.checked ? one.candidates[0]!.id : null)}
        />
      </td>
      <td>
        {one.text} {one.dates && <span className="quiet">{one.dates}</span>}
        {one.forms.length > 0 && <div className="quiet">{one.forms.slice(0, 4).join(" · ")}</div>}
        <div className="quiet">
          {t(`authorities.kind.${one.kind}`)} · {one.samples.map((sample) => sample.title).join(" · ")}
        </div>
      </td>
      <td className="number">{one.titles}</td>
      <td>
        <Candidates one={one} chosen={chosen} onChoose={onChoose} />
      </td>
      <Acts>{props.deeds}</Acts>
    </tr>
  );
}

function Candidates(props: {
  one: Heading;
  chosen: number | undefined;
  onChoose: (id: number) => void;
}): ReactNode {
  const { one } = props;
  if (one.authority) return one.authority.name;
  if (one.candidates.length === 0) return "—";
  return one.candidates.map((candidate) => (
    <label key={candidate.id} className="choice">
      <input
        type="radio"
        name={`heading-${one.id}`}
        checked={props.chosen === candidate.id}
        onChange={() => props.onChoose(candidate.id)}
      />{" "}
      {candidate.headings.join(" · ")} <span className="quiet">{candidate.dates}</span>
      {candidate.note && <div className="quiet">{candidate.note.slice(0, 120)}</div>}
    </label>
  ));
}

function Deeds({ one, act, onOpen }: { one: Heading; act: Act; onOpen: (id: number) => void }): ReactNode {
  const params = { id: one.id };
  if (one.state !== "open")
    return (
      <>
        {one.authority && (
          <button type="button" onClick={() => onOpen(one.authority!.id)}>
            {t("authorities.open")}
          </button>
        )}{" "}
        <button
          type="button"
          onClick={() =>
            void act.run(
              () => ask("POST /authority-headings/:id/reopening", { params }),
              t("authorities.reopened"),
            )
          }
        >
          {t("authorities.reopen")}
        </button>
      </>
    );
  return (
    <>
      <button
        type="button"
        onClick={() =>
          void act.run(() => ask("POST /authority-headings/:id/authority", { params }), t("authorities.made"))
        }
      >
        {t("authorities.make")}
      </button>{" "}
      {one.candidates.length > 0 && (
        <button
          type="button"
          onClick={() =>
            void act.run(
              () => ask("POST /authority-headings/:id/apart", { params }),
              t("authorities.setApart"),
            )
          }
        >
          {t("authorities.apart")}
        </button>
      )}
    </>
  );
}
