import type { ReactNode } from "react";
import { t } from "../text.ts";
import { useReach } from "./reach.ts";

/** Says above every page that there is no network, what is kept, and what came of it. */
export function OffLineBar(props: { onOpen: () => void }): ReactNode {
  const { isReached, waiting, isSending, elsewhere, sent } = useReach();
  const open = sent.filter((one) => one.refused !== undefined || one.result?.state === "open").length;
  const text = isSending
    ? t("offLine.sending", { count: waiting })
    : !isReached
      ? t("offLine.lost", { count: waiting })
      : waiting > 0
        ? t(elsewhere ? "offLine.elsewhere" : "offLine.waiting", { count: waiting })
        : sent.length > 0
          ? t("offLine.sent", { count: sent.length, open })
          : "";
  if (text === "") return null;
  const tone = !isReached || waiting > 0 ? "wait" : open > 0 ? "bad" : "good";
  return (
    <p className={`off-line-bar ${tone}`} role="status">
      <span>{text}</span>
      <button type="button" onClick={props.onOpen}>
        {t("offLine.open")}
      </button>
    </p>
  );
}
