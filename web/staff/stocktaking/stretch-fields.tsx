import type { ReactNode } from "react";
import { ComboField } from "../../ui/combobox.tsx";
import { textOf } from "../consortium/fields.tsx";
import { useOwnMember } from "../own-locations.ts";
import { useLocations } from "../policies/fact-field.tsx";
import { t } from "../text.ts";

/** A stretch of shelf: a location, and call numbers from and to; empty: everything. */
export function StretchFields(): ReactNode {
  return (
    <>
      <ComboField
        name="location"
        label={t("stock.location")}
        choices={useLocations(useOwnMember())}
        allowsOther
      />
      <label>
        {t("stock.from")}
        <input name="from" maxLength={100} />
      </label>
      <label>
        {t("stock.to")}
        <input name="to" maxLength={100} />
      </label>
    </>
  );
}

/** What was typed into `StretchFields`; null: not given. */
export function readStretch(data: FormData): {
  location: string | null;
  fromCall: string | null;
  toCall: string | null;
} {
  const given = (name: string): string | null => textOf(data, name) || null;
  return { location: given("location"), fromCall: given("from"), toCall: given("to") };
}
