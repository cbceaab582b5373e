import type { ReactElement } from "react";
import type { SiteContext } from "../site-context.ts";

/** Opens the camera, where there is one: `isbn` adds a line per book to a field, `code` reads a QR code of ours. */
export function ScanButton(props: { site: SiteContext; kind: "isbn" | "code"; field: string }): ReactElement {
  const { site, kind, field } = props;
  const { t } = site;
  const words = {
    close: t("sharing.scan.close"),
    photo: t("sharing.scan.photo"),
    denied: t("sharing.scan.denied"),
    none: t("sharing.scan.none"),
    count: t("sharing.scan.count"),
  };
  return (
    <button
      className="secondary sharing-big"
      type="button"
      data-scan={kind}
      data-field={field}
      data-words={JSON.stringify(words)}
      hidden
    >
      {t(`sharing.scan.${kind}`)}
    </button>
  );
}
