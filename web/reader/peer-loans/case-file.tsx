import type { ReactElement } from "react";
import type { SharedLoan } from "../../../server/src/peer-loans/index.ts";
import type { CaseFile } from "../../../server/src/peer-loans/schema.ts";
import { saidIn } from "../../ui/own-words.ts";
import type { SharingSite } from "../frame/readers/frame.tsx";

/** What both sides of an open quarrel can show, for its mediator; the two are told that it is seen. */
export function CasePart(props: {
  site: SharingSite;
  loan: SharedLoan;
  file: CaseFile | null;
}): ReactElement | null {
  const { site, loan, file } = props;
  const { t } = site;
  if (file === null) return null;
  if (loan.side !== "mediator") return <p className="quiet">{t("sharing.case.seen")}</p>;
  return (
    <>
      {file.photoIds.length > 0 ? (
        <section>
          <h2 className="song">{t("sharing.case.photos")}</h2>
          <div className="sharing-photos">
            {file.photoIds.map((id, i) => (
              <img
                key={id}
                src={`/api/v1/sharing/loans/${loan.id}/photos/${id}`}
                alt={t("sharing.case.photo", { number: i + 1 })}
                loading="lazy"
              />
            ))}
          </div>
        </section>
      ) : null}
      {file.messages.length > 0 ? (
        <section>
          <h2 className="song">{t("sharing.case.messages")}</h2>
          <ol className="sharing-talk">
            {file.messages.map((message) => (
              <li key={message.at} className={message.by === "borrower" ? "mine" : undefined}>
                <p {...saidIn(message.text, site.language)}>{message.text}</p>
                <p className="quiet num">
                  {t(`sharing.case.${message.by}`)} · {site.moment(message.at)}
                </p>
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </>
  );
}
