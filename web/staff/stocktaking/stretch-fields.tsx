import type { ReactNode } from "react";
import { textOf } from "../consortium/fields.tsx";
import { t } from "../text.ts";

/** A stretch of shelf: a location, and call numbers from and to; empty: everything. */
export function StretchFields(): ReactNode {
  return (
    <>
      <label>
        {t("stock.location")}
        <input name="location" maxLength={100} />
      </label>
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
