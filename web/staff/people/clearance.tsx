import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { showToast } from "../../ui/toast.tsx";
import { ask } from "../api.ts";
import { printSlip } from "../circulation/slips.tsx";
import type { Act } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import { date, t } from "../text.ts";

type Clear = Answer<"GET /patrons/:id/clearance">;
type Props = { reader: { personId: string }; act: Act };

/** Whether a reader who leaves is clear at all members; keeps new loans away, and prints or sends the certificate. */
export function Clearance({ reader, act }: Props): ReactNode {
  const id = reader.personId;
  const query = useQuery({
    queryKey: ["clearance", id],
    queryFn: () => ask("GET /patrons/:id/clearance", { params: { id } }),
  });
  const clear = query.data;
  if (!clear) return null;
  const leave = (): void =>
    void act.run(
      () => ask("POST /patrons/:id/blocks", { params: { id }, body: { kind: "leaving" } }),
      t("leave.kept"),
    );
  const certify = (send: boolean): void =>
    void act.run(async () => {
      const made = await ask("POST /patrons/:id/clearance-certificates", { params: { id }, body: { send } });
      if (send) showToast(t(made.hasMail ? "leave.sent" : "leave.sentInbox"));
      else printSlip({ kind: "certificate", of: [made] });
    }, "");
  return (
    <section aria-label={t("leave.title")}>
      <h3>{t("leave.title")}</h3>
      <p className={clear.isClear ? "done" : "refused"}>
        <strong>{t(clear.isClear ? "leave.clear" : "leave.notClear")}</strong>
      </p>
      <InTheWay clear={clear} />
      <p className="actions">
        {clear.isLeaving ? (
          <span className="quiet">{t("leave.isLeaving")}</span>
        ) : (
          <button type="button" onClick={leave}>
            {t("leave.keep")}
          </button>
        )}
        {clear.isClear && (
          <>
            <button type="button" onClick={() => certify(false)}>
              {t("leave.print")}
            </button>
            <button type="button" onClick={() => certify(true)}>
              {t("leave.send")}
            </button>
          </>
        )}
      </p>
    </section>
  );
}

function InTheWay({ clear }: { clear: Clear }): ReactNode {
  const memberName = useMemberName();
  return (
    <ul className="plain">
      {clear.loans.map((loan) => (
        <li key={loan.member}>
          {t("leave.loans", { member: memberName(loan.member), count: loan.count, overdue: loan.overdue })}
          {loan.books.map((book) => (
            <div key={book.barcode} className="quiet">
              {book.title} <code>{book.barcode}</code> {date(book.dueOn)}
            </div>
          ))}
        </li>
      ))}
      {clear.blocks
        .filter((block) => block.kind !== "leaving")
        .map((block) => (
          <li key={`${block.member} ${block.kind}`}>
            {t(`reader.kind.${block.kind}`)} · {memberName(block.member)}
          </li>
        ))}
      {clear.holds > 0 && <li className="quiet">{t("leave.holds", { count: clear.holds })}</li>}
    </ul>
  );
}
