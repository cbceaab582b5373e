import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask, explain } from "../../api.ts";
import { t } from "../../text.ts";
import { ProtectedFields } from "./protected-fields.tsx";
import { Survivorship } from "./survivorship.tsx";

/** What the consortium's office says: whose record counts in what readers see, and who may change which fields. */
export function OfficeRules({ onBack }: { onBack: () => void }): ReactNode {
  const rules = useQuery({
    queryKey: ["survivorship-rules"],
    queryFn: async () => (await ask("GET /survivorship-rules")).rules,
  });
  const fields = useQuery({
    queryKey: ["protected-fields"],
    queryFn: async () => (await ask("GET /protected-fields")).fields,
  });
  const error = rules.error ?? fields.error;
  return (
    <section>
      <p className="actions">
        <button type="button" onClick={onBack}>
          {t("records.back")}
        </button>
      </p>
      <h2>{t("records.survivorship")}</h2>
      <p className="quiet">{t("records.survivorship.lead")}</p>
      {(rules.isPending || fields.isPending) && <p role="status">{t("app.loading")}</p>}
      {error && (
        <p role="alert" className="refused">
          {explain(error)}
        </p>
      )}
      {rules.data && <Survivorship rules={rules.data} />}
      <h2>{t("records.protected")}</h2>
      <p className="quiet">{t("records.protected.lead")}</p>
      {fields.data && <ProtectedFields fields={fields.data} />}
    </section>
  );
}
