import { type FormEvent, type ReactNode, useState } from "react";
import { DialogBox } from "../../ui/dialog.tsx";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { useKindName } from "../policies/kinds.tsx";
import { date, t } from "../text.ts";

type Merge = Answer<"GET /patrons/:id/file">["merges"][number];
type Likely = RowOf<"GET /patrons/:id/duplicates">;
/** The other record: what is known of it before it is joined. */
type Other = Pick<Likely, "personId" | "name"> & Partial<Likely>;

/** The same reader twice: looks for the other record, shows what follows, joins, and parts again. */
export function Duplicates(props: { id: string; name: string; merges: Merge[]; act: Act }): ReactNode {
  const { id, merges, act } = props;
  const look = useAct();
  const [found, setFound] = useState<Other[] | null>(null);
  const [chosen, setChosen] = useState<Other | null>(null);
  const likely = (): void =>
    void look.run(async () => {
      setFound((await ask("GET /patrons/:id/duplicates", { params: { id } })).items);
    }, "");
  const search = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const q = textOf(new FormData(event.currentTarget), "q");
    void look.run(async () => {
      const { items } = await ask("GET /patrons", { query: { q, reason: "account" } });
      setFound(items.filter((one) => one.personId !== id).map(({ personId, name }) => ({ personId, name })));
    }, "");
  };
  const join = (other: Other): void => {
    setChosen(null);
    void act
      .run(
        () => ask("POST /patrons/:id/merges", { params: { id }, body: { awayId: other.personId } }),
        t("merge.done"),
      )
      .then((done) => done && setFound(null));
  };
  const part = (mergeId: string): void =>
    void act.run(() => ask("POST /patron-merges/:id/undo", { params: { id: mergeId } }), t("merge.undone"));
  return (
    <section>
      <h3>{t("merge.title")}</h3>
      <ul className="plain">
        {merges.map((merge) => (
          <li key={merge.id}>
            {t(merge.undoneAt ? "merge.wasUndone" : "merge.was", {
              name: merge.name,
              date: date(merge.mergedAt),
              rows: merge.rows,
            })}{" "}
            {merge.mayUndo && <TwicePressed label={t("merge.undo")} onPress={() => part(merge.id)} />}
          </li>
        ))}
      </ul>
      <form className="actions" onSubmit={search}>
        <button type="button" onClick={likely}>
          {t("merge.likely")}
        </button>
        <label>
          <span className="vh">{t("merge.number")}</span>
          <input name="q" required maxLength={64} placeholder={t("merge.number")} autoComplete="off" />
        </label>
        <button type="submit">{t("readers.search")}</button>
      </form>
      {look.refusal !== "" && (
        <p role="alert" className="refused">
          {look.refusal}
        </p>
      )}
      {found && <Found items={found} onChoose={setChosen} />}
      {chosen && (
        <Ask name={props.name} other={chosen} onJoin={() => join(chosen)} onClose={() => setChosen(null)} />
      )}
    </section>
  );
}

function Found(props: { items: Other[]; onChoose: (other: Other) => void }): ReactNode {
  const groupOf = useKindName("patron-group");
  if (props.items.length === 0) return <p className="quiet">{t("merge.none")}</p>;
  return (
    <ul className="plain">
      {props.items.map((one) => (
        <li key={one.personId}>
          {one.name}{" "}
          <span className="quiet">
            {[
              one.number,
              one.patronGroup && groupOf(one.patronGroup),
              one.same?.map((what) => t(`merge.same.${what}`)).join(" "),
            ]
              .filter(Boolean)
              .join(" · ")}
          </span>{" "}
          <button type="button" onClick={() => props.onChoose(one)}>
            {t("merge.choose")}
          </button>
        </li>
      ))}
    </ul>
  );
}

const COUNTED = ["affiliations", "cards", "openLoans", "loans", "holds", "blocks"] as const;

function Ask(props: { name: string; other: Other; onJoin: () => void; onClose: () => void }): ReactNode {
  const { name, other } = props;
  return (
    <DialogBox title={t("merge.title")} asks onClose={props.onClose}>
      <p>{t("merge.ask", { name, other: [other.name, other.number].filter(Boolean).join(" ") })}</p>
      {other.follows && (
        <ul>
          {COUNTED.filter((what) => other.follows![what] > 0).map((what) => (
            <li key={what}>
              {t(`merge.follows.${what}`)} {other.follows![what]}
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">{t("merge.canUndo")}</p>
      <p className="actions">
        <button type="button" className="primary" onClick={props.onJoin}>
          {t("merge.join")}
        </button>
        <button type="button" onClick={props.onClose}>
          {t("app.close")}
        </button>
      </p>
    </DialogBox>
  );
}
