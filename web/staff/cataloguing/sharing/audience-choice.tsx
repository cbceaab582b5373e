import { type ReactNode, useId } from "react";
import { audiences } from "../../../../server/src/audience/words.ts";
import { ask } from "../../api.ts";
import { Said, useAct } from "../../consortium/fields.tsx";
import { t } from "../../text.ts";
import type { Item, Layer } from "../record-page.tsx";

type Choice = Layer["audienceChosen"];

/** For whom one of the library's records or copies is: chosen here, or as its rules say. */
function AudienceChoice(props: {
  label: string;
  audience: Layer["audience"];
  chosen: Choice;
  choose: (audience: Choice) => Promise<unknown>;
}): ReactNode {
  const act = useAct("record", "records");
  const id = useId();
  const choose = (value: string): void => {
    const audience = audiences.find((one) => one === value) ?? null;
    void act.run(() => props.choose(audience), t("records.audience.changed"));
  };
  return (
    <div className="audience">
      <label htmlFor={id}>{props.label}</label>{" "}
      <select
        id={id}
        value={props.chosen ?? ""}
        disabled={act.busy}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">
          {t("records.audience.rules")}
          {/* What somebody chose hides what the rules would say. */}
          {props.chosen === null && ` (${t(`records.audience.${props.audience}`)})`}
        </option>
        {audiences.map((one) => (
          <option key={one} value={one}>
            {t(`records.audience.${one}`)}
          </option>
        ))}
      </select>
      <Said act={act} />
    </div>
  );
}

/** For whom a record is; one that leaves its title, or comes back to one, is followed there. */
export function RecordAudience(props: { layer: Layer; onPlaced: (instanceId: number) => void }): ReactNode {
  const { layer } = props;
  return (
    <AudienceChoice
      label={t("records.audienceOf", { number: `${layer.member} ${layer.controlNumber}` })}
      audience={layer.audience}
      chosen={layer.audienceChosen}
      choose={async (audience) => {
        const { instanceId } = await ask("PUT /records/:id/audience", {
          params: { id: layer.id },
          body: { audience },
        });
        props.onPlaced(instanceId);
      }}
    />
  );
}

/** For whom a copy is. */
export function ItemAudience({ item }: { item: Item }): ReactNode {
  return (
    <AudienceChoice
      label={t("records.audience")}
      audience={item.audience}
      chosen={item.audienceChosen}
      choose={(audience) => ask("PUT /items/:id/audience", { params: { id: item.id }, body: { audience } })}
    />
  );
}
