import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { issueFindings } from "../../../server/src/serials/words.ts";
import { ask } from "../api.ts";
import { type Act, Said, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { Answer } from "../operations.ts";
import { date, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";

/** Issues that are late or missing: claimed from the vendor, declared missing, or waited for again. */
export function Claims(): ReactNode {
  const act = useAct("serials");
  const claims = useQuery({
    queryKey: ["serials", "claims"],
    queryFn: async () => (await ask("GET /desk/serial-claims")).items,
  });
  return (
    <section aria-label={t("serials.claims")}>
      <h2>{t("serials.claims")}</h2>
      <Said act={act} />
      <ListState
        query={claims}
        empty={t("serials.claimsNone")}
        rows={(items) => (
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("serials.title")}</th>
                  <th>{t("serials.issue")}</th>
                  <th className="number">{t("serials.daysLate")}</th>
                  <th>{t("serials.claimed")}</th>
                  <th>
                    <span className="vh">{t("admin.actions")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((claim) => (
                  <ClaimRow key={claim.issue.id} claim={claim} act={act} />
                ))}
              </tbody>
            </table>
          </Wide>
        )}
      />
    </section>
  );
}

type Claim = Answer<"GET /desk/serial-claims">["items"][number];

function ClaimRow({ claim, act }: { claim: Claim; act: Act }): ReactNode {
  const { issue, title, issn, daysLate } = claim;
  return (
    <tr>
      <td>
        <cite>{title}</cite> {issn && <code>{issn}</code>}
      </td>
      <td>{[issue.year, issue.volume, issue.number].filter(Boolean).join(" · ")}</td>
      <td className="number">{daysLate ?? ""}</td>
      <td>
        {issue.claimedAt
          ? t("serials.claimedTimes", { count: issue.claims, day: date(issue.claimedAt) })
          : ""}
      </td>
      <Acts>
        {issueFindings.map((finding) => (
          <button
            type="button"
            key={finding}
            disabled={act.busy || (finding !== "claimed" && finding === issue.state)}
            onClick={() =>
              void act.run(
                () =>
                  ask("PUT /desk/serial-issues/:id/finding", {
                    params: { id: issue.id },
                    body: { finding },
                  }),
                t("serials.noted"),
              )
            }
          >
            {t(`serials.finding.${finding}`)}
          </button>
        ))}
      </Acts>
    </tr>
  );
}
