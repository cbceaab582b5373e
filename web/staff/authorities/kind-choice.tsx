import type { ReactNode } from "react";
import { type AuthorityKind, authorityKinds } from "../../../server/src/authorities/words.ts";
import { t } from "../text.ts";

/** Which kind of authority; `of`: those to choose from. */
export function KindChoice<K extends AuthorityKind>(props: {
  value: K | "";
  onChange: (kind: K | "") => void;
  of?: readonly K[];
}): ReactNode {
  return (
    <label>
      {t("authorities.kind")}
      <select value={props.value} onChange={(event) => props.onChange(event.target.value as K | "")}>
        <option value="">{t("authorities.allKinds")}</option>
        {(props.of ?? authorityKinds).map((one) => (
          <option key={one} value={one}>
            {t(`authorities.kind.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}
