import type { ReactNode } from "react";
import { Refusal } from "../api.ts";
import { t } from "../text.ts";

/** True for a scanned card that was good once: reported lost, or replaced by another one. */
export const isEndedCard = (error: unknown): error is Refusal =>
  error instanceof Refusal && (error.code === "card-lost" || error.code === "card-replaced");

/** The way to the reader whose card it was, where they are one of ours: there it is made good again, or a new one given. */
export function EndedCard({ error }: { error: unknown }): ReactNode {
  if (!isEndedCard(error) || !error.params.personId) return null;
  return <a href={`/staff/readers/${error.params.personId}`}>{t("checkOut.openReader")}</a>;
}
