import { type ReactNode, useState } from "react";
import { call, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { ScanField } from "../scan-field.tsx";
import { date, t } from "../text.ts";
import { type Title, TitleLine } from "../title-line.tsx";
import { Choice } from "./choice.tsx";

type Loan = {
  id: string;
  title: Title;
  barcode: string | null;
  dueOn: string;
  isOverdue: boolean;
  claimedAt: string | null;
};
type Hold = { id: string; title: Title; state: string; pickupBranchId: number };
type DeskPatron = { name: string; isBlocked: boolean; loans: Loan[]; holds: Hold[] };

/** A reader's loans and holds, by card; renewals. */
export function Patron(): ReactNode {
  const { nameOf } = useBranches();
  const [patron, setPatron] = useState<(DeskPatron & { card: string }) | null>(null);
  const [message, setMessage] = useState("");
  const [refused, setRefused] = useState<{ error: unknown; card: string } | null>(null);
  const load = async (barcode: string, memberId?: number): Promise<void> => {
    const card = barcode.trim();
    if (card === "") return;
    try {
      setPatron({
        ...(await call<DeskPatron>(
          "GET",
          `/desk/patron?barcode=${encodeURIComponent(card)}${memberId === undefined ? "" : `&memberId=${memberId}`}`,
        )),
        card,
      });
      setMessage("");
      setRefused(null);
    } catch (error) {
      setPatron(null);
      setMessage(explain(error));
      setRefused({ error, card });
    }
  };
  const renew = async (loan: Loan): Promise<void> => {
    try {
      const { dueOn } = await call<{ dueOn: string }>("POST", `/loans/${loan.id}/renewal`);
      await load(patron!.card);
      setMessage(t("patron.renewed", { due: date(dueOn) }));
    } catch (error) {
      setMessage(explain(error));
    }
  };
  return (
    <section>
      <ScanField
        label={t("patron.barcode")}
        hint={t("patron.hint")}
        onScan={(barcode) => void load(barcode)}
      />
      <p role="status">{message}</p>
      {refused && <Choice error={refused.error} onChoose={(id) => void load(refused.card, id)} />}
      {patron && (
        <>
          <p className="patron">
            <b>{patron.name}</b> <span className="quiet">{patron.card}</span>
            {patron.isBlocked && <strong className="refused">{t("patron.blocked")}</strong>}
          </p>
          <h2>{t("patron.loans")}</h2>
          <ul className="lines">
            {patron.loans.length === 0 && <li className="quiet">{t("patron.none")}</li>}
            {patron.loans.map((loan) => (
              <li key={loan.id}>
                <TitleLine title={loan.title} /> <code>{loan.barcode}</code>
                <span className={loan.isOverdue ? "refused" : ""}>
                  {t("patron.due")} {date(loan.dueOn)}
                </span>
                {loan.claimedAt && (
                  <span className="quiet">{t("item.claimed", { at: date(loan.claimedAt) })}</span>
                )}
                <button type="button" onClick={() => void renew(loan)}>
                  {t("patron.renew")}
                </button>
              </li>
            ))}
          </ul>
          <h2>{t("patron.holds")}</h2>
          <ul className="lines">
            {patron.holds.length === 0 && <li className="quiet">{t("patron.none")}</li>}
            {patron.holds.map((hold) => (
              <li key={hold.id}>
                <TitleLine title={hold.title} />{" "}
                <span>
                  {t(`state.${hold.state}`)} · {nameOf(hold.pickupBranchId)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
