import type { ReactNode } from "react";
import { t } from "../text.ts";
import { StaffMembers } from "./staff-members.tsx";

/** Who works in the consortium's office. */
export function Office(): ReactNode {
  return (
    <section>
      <p className="quiet">{t("office.hint")}</p>
      <StaffMembers member={null} />
    </section>
  );
}
