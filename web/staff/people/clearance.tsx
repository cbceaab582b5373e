import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { printSlip } from "../circulation/slips.tsx";
import type { Act } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { date, t } from "../text.ts";

type Clear = Answer<"GET /patrons/:id/clearance">;
type Props = { reader: { personId: string; name: string }; number: string; act: Act };

/** Whether a reader who leaves is clear at all members; keeps new loans away, and prints the certificate. */
export function Clearance({ reader, number, act }: Props): ReactNode {
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
          <button type="button" onClick={() => printSlip({ kind: "certificate", name: reader.name, number })}>
            {t("leave.print")}
          </button>
        )}
      </p>
    </section>
  );
}

function InTheWay({ clear }: { clear: Clear }): ReactNode {
  return (
    <ul className="plain">
      {clear.loans.map((loan) => (
        <li key={loan.member}>
          {t("leave.loans", { member: loan.member, count: loan.count, overdue: loan.overdue })}
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
            {t(`reader.kind.${block.kind}`)} · {block.member}
          </li>
        ))}
      {clear.holds > 0 && <li className="quiet">{t("leave.holds", { count: clear.holds })}</li>}
    </ul>
  );
}
