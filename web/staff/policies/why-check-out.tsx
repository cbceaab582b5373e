import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ask, explain, Refusal } from "../api.ts";
import { t } from "../text.ts";
import { ruleValues } from "./values.ts";
import { Why } from "./why.tsx";

/** Why an item is not lent to the reader at the desk, or for as long as it is: asked for when somebody wants to know. */
export function WhyCheckOut(props: {
  card: { barcode: string; memberId?: number | undefined };
  barcode: string;
}): ReactNode {
  const { card, barcode } = props;
  const [open, setOpen] = useState(false);
  const query = useQuery({
    queryKey: ["desk-explanation", card, barcode],
    queryFn: () =>
      ask("GET /desk/explanation", {
        query: {
          patronBarcode: card.barcode,
          itemBarcode: barcode,
          ...(card.memberId !== undefined && { patronMemberId: card.memberId }),
        },
      }),
    enabled: open,
  });
  const { data } = query;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("why.button")}</summary>
      {query.isError && <p role="alert">{explain(query.error)}</p>}
      {data && (
        <>
          {data.refused && <p>{explain(new Refusal(data.refused.code, data.refused.params, 409))}</p>}
          <p>{t("why.values")}</p>
          <dl className="facts">
            {ruleValues.map((name) => (
              <div key={name}>
                <dt>{t(`rules.${name}`)}</dt>
                <dd>
                  <Why value={name} decisions={data.values[name]} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </details>
  );
}
