import { type ReactNode, useState } from "react";
import type { ClaimAction } from "../../../server/src/targeting/item-words.ts";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import type { Answer } from "../operations.ts";
import { AskAtDesk } from "../reasons/ask-at-desk.tsx";
import { HoldAtDesk } from "../reasons/hold-at-desk.tsx";
import { ScanField } from "../scan-field.tsx";
import { date, t } from "../text.ts";
import { TitleLine } from "../title-line.tsx";
import { Blocked } from "./blocked.tsx";
import { Choice } from "./choice.tsx";
import { EndedCard } from "./ended-card.tsx";
import { TwicePressed } from "./twice-pressed.tsx";

type DeskPatron = Answer<"GET /desk/patron">;
type Loan = DeskPatron["loans"][number];
type Hold = DeskPatron["holds"][number];

/** The reader whose card was put down, and what the desk does with their loans; what was said of it. */
function usePatron() {
  const [patron, setPatron] = useState<(DeskPatron & { card: string }) | null>(null);
  const [message, setMessage] = useState("");
  const [refused, setRefused] = useState<{ error: unknown; card: string } | null>(null);
  const load = async (barcode: string, memberId?: number): Promise<void> => {
    const card = barcode.trim();
    if (card === "") return;
    try {
      const query = { barcode: card, memberId, reason: "account" } as const;
      setPatron({ ...(await ask("GET /desk/patron", { query })), card });
      setMessage("");
      setRefused(null);
    } catch (error) {
      setPatron(null);
      setMessage(explain(error));
      setRefused({ error, card });
    }
  };
  const change = async (work: () => Promise<string>): Promise<void> => {
    try {
      const said = await work();
      await load(patron!.card, patron!.memberId);
      setMessage(said);
    } catch (error) {
      setMessage(explain(error));
    }
  };
  const renew = (loan: Loan): Promise<void> =>
    change(async () => {
      const { dueOn } = await ask("POST /loans/:id/renewal", { params: { id: loan.id } });
      return t("patron.renewed", { due: date(dueOn) });
    });
  const setDue = (loan: Loan, dueOn: string): Promise<void> =>
    change(async () => {
      await ask("POST /desk/loans/:id/due-date", { params: { id: loan.id }, body: { dueOn } });
      return t("patron.dueChanged", { due: date(dueOn) });
    });
  const claim = ({ itemId }: Loan, action: ClaimAction): Promise<void> =>
    change(async () => {
      const params = { id: itemId };
      const item = await ask("POST /desk/items/:id/declarations", { params, body: { action } });
      return `${t("item.noted")} ${t(`status.${item.status}`)}`;
    });
  return { patron, message, refused, load, change, renew, setDue, claim };
}

/** A reader's loans and holds, by card; renewals. */
export function Patron(): ReactNode {
  const { nameOf } = useBranches();
  const { patron, message, refused, load, change, renew, setDue, claim } = usePatron();
  return (
    <section>
      <ScanField
        label={t("patron.barcode")}
        hint={t("patron.hint")}
        onScan={(barcode) => void load(barcode)}
      />
      <p role="status">{message}</p>
      {refused && <EndedCard error={refused.error} />}
      {refused && <Choice error={refused.error} onChoose={(id) => void load(refused.card, id)} />}
      {patron && (
        <>
          <p className="patron">
            <b>{patron.name}</b> <span className="quiet">{patron.card}</span>
            <Blocked patron={patron} />
          </p>
          <h2>{t("patron.loans")}</h2>
          <ul className="lines">
            {patron.loans.length === 0 && <li className="quiet">{t("patron.none")}</li>}
            {patron.loans.map((loan) => (
              <LoanLine
                key={loan.id}
                loan={loan}
                onRenew={() => void renew(loan)}
                onDue={(on) => void setDue(loan, on)}
                onClaim={(action) => void claim(loan, action)}
              />
            ))}
          </ul>
          <Holds
            holds={patron.holds}
            nameOf={nameOf}
            onChanged={() => void load(patron.card, patron.memberId)}
          />
          <AskAtDesk
            key={`${patron.card} ${patron.memberId}`}
            card={patron.card}
            memberId={patron.memberId}
            onAsked={(said) => void change(async () => said)}
          />
        </>
      )}
    </section>
  );
}

/** A loan with what the desk does with it: renewal, another day, what the reader says who does not have the book. */
function LoanLine(props: {
  loan: Loan;
  onRenew: () => void;
  onDue: (dueOn: string) => void;
  onClaim: (action: ClaimAction) => void;
}): ReactNode {
  const { loan } = props;
  const [dueOn, setDueOn] = useState<string | null>(null);
  return (
    <li>
      <TitleLine title={loan.title} /> <code>{loan.barcode}</code>
      <span className={loan.isOverdue ? "refused" : ""}>
        {t("patron.due")} {date(loan.dueOn)}
      </span>
      {loan.claimedAt && (
        <span className="quiet">
          {t(loan.neverHad ? "item.denied" : "item.claimed", { at: date(loan.claimedAt) })}
        </span>
      )}
      {loan.claimedAt === null && (
        <button type="button" onClick={props.onRenew}>
          {t("patron.renew")}
        </button>
      )}
      {(loan.claimedAt === null ? (["claim", "deny"] as const) : (["unclaim"] as const)).map((action) => (
        <TwicePressed key={action} label={t(`action.${action}`)} onPress={() => props.onClaim(action)} />
      ))}
      {dueOn === null ? (
        <button type="button" onClick={() => setDueOn(loan.dueOn)}>
          {t("patron.changeDue")}
        </button>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            setDueOn(null);
            props.onDue(dueOn);
          }}
        >
          <input
            type="date"
            required
            aria-label={t("patron.newDue")}
            value={dueOn}
            onChange={(event) => setDueOn(event.target.value)}
          />{" "}
          <button type="submit">{t("admin.save")}</button>
        </form>
      )}
    </li>
  );
}

/** What the reader waits for, and what a desk does with it. */
function Holds(props: { holds: Hold[]; nameOf: (id: number) => string; onChanged: () => void }): ReactNode {
  return (
    <>
      <h2>{t("patron.holds")}</h2>
      <ul className="lines">
        {props.holds.length === 0 && <li className="quiet">{t("patron.none")}</li>}
        {props.holds.map((hold) => (
          <li key={hold.id}>
            <TitleLine title={hold.title} />{" "}
            <span>
              {t(`state.${hold.state}`)} · {props.nameOf(hold.pickupBranchId)}
            </span>
            <HoldAtDesk hold={hold} onChanged={props.onChanged} />
          </li>
        ))}
      </ul>
    </>
  );
}
