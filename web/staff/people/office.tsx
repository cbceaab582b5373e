import type { ReactNode } from "react";
import { AllAgreements } from "../policies/agreements.tsx";
import { Drafts } from "../policies/drafts.tsx";
import { Kinds } from "../policies/kinds.tsx";
import { LoanRules } from "../policies/loan-rules.tsx";
import { Settings } from "../policies/settings.tsx";
import { t } from "../text.ts";
import { StaffMembers } from "./staff-members.tsx";

/** Who works in the consortium's office. */
export function Office(): ReactNode {
  return (
    <section>
      <p className="quiet">{t("office.hint")}</p>
      <StaffMembers member={null} />
      <h2>{t("rules.consortium")}</h2>
      <LoanRules member={null} />
      <h2 id="agreements">{t("library.agreements")}</h2>
      <AllAgreements />
      <h2>{t("library.drafts")}</h2>
      <Drafts member={null} />
      <h2>{t("library.settings")}</h2>
      <Settings member={null} />
      <h2>{t("library.kinds")}</h2>
      <Kinds member={null} />
    </section>
  );
}
