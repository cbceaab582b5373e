import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { useBranches } from "../branches.ts";
import { summarise } from "../circulation/check-in.tsx";
import { choicesIn } from "../circulation/choice.tsx";
import { isOverridable, LendAnyway, mayLendAnyway } from "../circulation/lend-anyway.tsx";
import type { InputOf, RowOf } from "../operations.ts";
import { Pages } from "../pages.tsx";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { listActs } from "./device-store.ts";
import { type KeptAct, type Sent, sendKept, useReach } from "./reach.ts";

type OpenAct = RowOf<"GET /desk/off-line/acts">;
type Settlement = InputOf<"POST /desk/off-line/acts/:id/settlement">["body"];

/** What was scanned without a network: what waits on this device, where the books go, and what has to be settled. */
export function OffLine({ session }: { session: Session }): ReactNode {
  const reach = useReach();
  return (
    <section>
      <Waiting waiting={reach.waiting} isReached={reach.isReached} isSending={reach.isSending} />
      <ToSettle key={reach.sent.length} isLead={mayLendAnyway(session)} />
      <Done sent={reach.sent} />
      <PowerCuts />
    </section>
  );
}

const CHECKLIST = { before: 4, during: 3, after: 3 } as const;

/** What a desk does before, during and after a power cut, and whether this device is ready for one. */
function PowerCuts(): ReactNode {
  const isKept = isSecureContext && Boolean(navigator.serviceWorker?.controller);
  return (
    <details className="checklist">
      <summary>{t("offLine.power")}</summary>
      <p className={isKept ? "good" : "refused"}>{t(isKept ? "offLine.kept" : "offLine.notKept")}</p>
      {Object.entries(CHECKLIST).map(([when, count]) => (
        <section key={when}>
          <h3>{t(`offLine.power.${when}`)}</h3>
          <ul>
            {Array.from({ length: count }, (_, at) => `offLine.power.${when}.${at + 1}`).map((key) => (
              <li key={key}>{t(key)}</li>
            ))}
          </ul>
        </section>
      ))}
      <p className="tools">
        <button type="button" onClick={() => print()}>
          {t("pull.print")}
        </button>
      </p>
    </details>
  );
}

/** One act in words. */
function what(act: Pick<KeptAct, "kind" | "itemBarcode" | "patronBarcode">): string {
  return act.kind === "check-out"
    ? t("offLine.checkOut", { item: act.itemBarcode, card: act.patronBarcode ?? "" })
    : t("offLine.checkIn", { item: act.itemBarcode });
}

function Waiting(props: { waiting: number; isReached: boolean; isSending: boolean }): ReactNode {
  const [acts, setActs] = useState<KeptAct[]>([]);
  const { waiting } = props;
  useEffect(() => {
    if (waiting === 0) setActs([]);
    else void listActs<KeptAct>().then((all) => setActs(all.map((one) => one.act)));
  }, [waiting]);
  return (
    <>
      <h2>{t("offLine.onDevice", { count: waiting })}</h2>
      {acts.length === 0 ? (
        <p className="quiet">{t("offLine.nothing")}</p>
      ) : (
        <>
          <button
            type="button"
            className="primary"
            disabled={!props.isReached || props.isSending}
            onClick={() => void sendKept()}
          >
            {t("offLine.send")}
          </button>
          <ol className="lines">
            {acts.map((act) => (
              <li key={act.id} className="wait">
                <span>{what(act)}</span>
                <span className="quiet">
                  {date(new Date(act.at).toISOString())} · {act.by}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

/** `isLead`: may lend although a block, a limit or a rule says no. */
function ToSettle({ isLead }: { isLead: boolean }): ReactNode {
  const client = useQueryClient();
  const key = ["off-line-acts"];
  const [told, setTold] = useState("");
  const settle = (act: OpenAct, answer: Settlement): void =>
    void ask("POST /desk/off-line/acts/:id/settlement", { params: { id: act.id }, body: answer }).then(
      ({ state, problem }) => {
        setTold(
          problem
            ? explain(new Refusal(problem.code, problem.params, 409))
            : t(`offLine.settled.${state}`, { item: act.title ?? act.itemBarcode }),
        );
        void client.invalidateQueries({ queryKey: key });
      },
      (error: unknown) => setTold(explain(error)),
    );
  return (
    <>
      <h2>{t("offLine.toSettle")}</h2>
      <p role="status">{told}</p>
      <Pages
        queryKey={key}
        ask={(cursor) => ask("GET /desk/off-line/acts", { query: { limit: 50, cursor } })}
        empty={t("offLine.noneOpen")}
        rows={(items) => (
          <ol className="lines off-line-acts">
            {items.map((act) => (
              <OpenLine key={act.id} act={act} isLead={isLead} onSettle={(answer) => settle(act, answer)} />
            ))}
          </ol>
        )}
      />
    </>
  );
}

/** An act that could not be done: what it was, why not, and the answers there are. */
function OpenLine(props: {
  act: OpenAct;
  isLead: boolean;
  onSettle: (answer: Settlement) => void;
}): ReactNode {
  const { act, isLead, onSettle } = props;
  const { code, params } = act.problem;
  const refusal = new Refusal(code, params, 409);
  return (
    <li className="bad">
      <span>
        <b>{act.title ?? act.itemBarcode}</b> {what(act)} <span className="quiet">{date(act.at)}</span>
        <br />
        <strong className="refused">{explain(refusal)}</strong>
      </span>
      <span className="answers">
        {choicesIn(params).map(({ id, library, book }) => (
          <button
            type="button"
            key={id}
            onClick={() =>
              onSettle({
                answer: "again",
                ...(code === "several-patrons" ? { patronMemberId: id } : { itemId: id }),
              })
            }
          >
            {book && `${book} · `}
            {library}
          </button>
        ))}
        {code === "item-wanted-by-other" && (
          <button type="button" onClick={() => onSettle({ answer: "again", overrideHold: true })}>
            {t("checkOut.override")}
          </button>
        )}
        {isLead && act.kind === "check-out" && isOverridable(refusal) && (
          <LendAnyway
            error={refusal}
            onReason={(reason) => onSettle({ answer: "again", override: { reason } })}
          />
        )}
        {act.answers.map((answer) => (
          <button type="button" key={answer} onClick={() => onSettle({ answer })}>
            {t(`offLine.answer.${answer}`)}
          </button>
        ))}
      </span>
    </li>
  );
}

/** What was done since this page was opened, with where each returned book goes. */
function Done({ sent }: { sent: readonly Sent[] }): ReactNode {
  const { nameOf } = useBranches();
  if (sent.length === 0) return null;
  return (
    <>
      <h2>{t("offLine.done", { count: sent.length })}</h2>
      <ol className="lines">
        {sent.map(({ act, result, refused }) => {
          const outcome = result?.outcome;
          const isOpen = refused !== undefined || result?.state === "open";
          const isAway = outcome && outcome.kind !== "shelve";
          return (
            <li key={act.id} className={isOpen ? "bad" : isAway ? "wait" : "good"}>
              <span>{outcome ? summarise(outcome, nameOf) : what(act)}</span>
              <span className="quiet">
                {refused !== undefined
                  ? explain(refused)
                  : result?.loan
                    ? t("checkOut.done", { due: date(result.loan.dueOn) })
                    : t(`offLine.state.${result?.state ?? "open"}`)}
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
