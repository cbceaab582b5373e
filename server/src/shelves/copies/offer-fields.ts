import { distanceBands } from "../../neighbours/words.ts";
import { refuse } from "../refusals.ts";

/** Fields of an offer's form, and where the command keeps them. */
const PLACES = {
  modes: "modes",
  loanDays: "loanDays",
  condition: "condition",
  note: "note",
  shelf: "shelf",
  public: "audience.public",
  friends: "audience.friends",
  circleIds: "audience.circleIds",
} as const;

/**
 * The fields of an offer as a form sends them, named as the command's input: `public` is `audience.public`, below `prefix`.
 * Nothing ticked means no mode, and no radius the usual one. Refuses `mode-missing` 400, `radius-unknown` 400.
 */
export function offerFieldsOf(fields: Record<string, unknown>, prefix = ""): Record<string, unknown> {
  if (fields.modes === undefined || fields.modes === "") throw refuse("mode-missing");
  const { radiusKm = "" } = fields;
  const band = distanceBands.find((km) => String(km) === (radiusKm || "5"));
  if (band === undefined) throw refuse("radius-unknown");
  const named: Record<string, unknown> = { [`${prefix}audience.radiusKm`]: band };
  for (const [name, value] of Object.entries(fields))
    if (name !== "radiusKm")
      named[name in PLACES ? prefix + PLACES[name as keyof typeof PLACES] : name] = value;
  return named;
}
