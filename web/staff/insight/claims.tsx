import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { useBranches } from "../branches.ts";
import { summarise } from "../circulation/check-in.tsx";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import type { InputOf, RowOf } from "../operations.ts";
import { useLocationName } from "../own-locations.ts";
import { Pages } from "../pages.tsx";
import { date, t } from "../text.ts";

type Claim = RowOf<"GET /desk/claims">;
type Action = InputOf<"POST /desk/items/:id/declarations">["body"]["action"];

/** Loans of which the reader says that they do not have the book: where to look for it, and what came of it. */
export function Claims(): ReactNode {
  const client = useQueryClient();
  const { nameOf } = useBranches();
  const [said, setSaid] = useState("");
  const done = (text: string): Promise<void> => {
    setSaid(text);
    return client.invalidateQueries({ queryKey: ["claims"] });
  };
  const fail = (error: unknown): void => setSaid(explain(error));
  const declare = ({ itemId }: Claim, action: Action): void =>
    void ask("POST /desk/items/:id/declarations", { params: { id: itemId }, body: { action } }).then(
      (item) => done(`${t("item.noted")} ${t(`status.${item.status}`)}`),
      fail,
    );
  const found = ({ itemId, barcode }: Claim): void =>
    void ask("POST /desk/scan", { body: { itemId, barcode: barcode ?? "" } }).then(
      (outcome) => done(summarise(outcome, nameOf)),
      fail,
    );
  return (
    <>
      <h2>{t("claims.title")}</h2>
      <p role="status">{said}</p>
      <Pages
        queryKey={["claims"]}
        ask={(cursor) => ask("GET /desk/claims", { query: { cursor } })}
        empty={t("claims.empty")}
        refreshMs={60_000}
        rows={(items) => (
          <ul className="lines">
            {items.map((one) => (
              <ClaimLine key={one.loanId} claim={one} onFound={found} onDeclare={declare} />
            ))}
          </ul>
        )}
      />
    </>
  );
}

function ClaimLine(props: {
  claim: Claim;
  onFound: (claim: Claim) => void;
  onDeclare: (claim: Claim, action: Action) => void;
}): ReactNode {
  const { claim, onFound, onDeclare } = props;
  const { nameOf } = useBranches();
  const locationName = useLocationName();
  const place = [locationName(claim.location), claim.callNumber, claim.part].filter(Boolean).join(" ");
  return (
    <li>
      <span>
        <cite>{claim.title}</cite> <code>{claim.barcode}</code> {place}
        <br />
        <b>{t(claim.neverHad ? "item.denied" : "item.claimed", { at: date(claim.claimedAt) })}</b>{" "}
        <span className="quiet">
          {[
            `${claim.patronName} ${claim.patronCard ?? ""}`.trim(),
            t("claims.lentAt", { branch: nameOf(claim.branchId) }),
            t("claims.due", { due: date(claim.dueOn) }),
          ].join(" · ")}
        </span>
      </span>
      <span className="answers">
        {claim.barcode !== null && <TwicePressed label={t("claims.here")} onPress={() => onFound(claim)} />}
        <TwicePressed label={t("action.unclaim")} onPress={() => onDeclare(claim, "unclaim")} />
        {claim.isOwn && <TwicePressed label={t("action.lose")} onPress={() => onDeclare(claim, "lose")} />}
      </span>
    </li>
  );
}
