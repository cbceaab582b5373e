import { translator } from "../messages/index.ts";
import type { AlertMail } from "./alerts.ts";

/**
 * The mail of an alert in its reader's language: the new titles with their addresses, and how to stop it. Mail programs
 * stop it with one tap by RFC 8058, people by the last address, both without signing in.
 */
export function renderAlert(
  mail: AlertMail,
  publicUrl: string,
): { subject: string; text: string; headers: Record<string, string> } {
  const t = translator(mail.language);
  const base = `${publicUrl}/${mail.language.toLowerCase()}`;
  const titles = mail.titles.map(({ instanceId, title }) => `· ${title}\n  ${base}/instance/${instanceId}`);
  const more = mail.found - mail.titles.length;
  const lines = [
    t("community.mail.found", { name: mail.name, found: mail.found }),
    "",
    ...titles,
    ...(more > 0 ? [t("community.mail.more", { count: more })] : []),
    "",
    t("community.mail.search"),
    `${base}/search?${mail.query}`,
    "",
    t("community.mail.stop"),
    `${base}/alerts/${mail.stopKey}`,
  ];
  return {
    subject: t("community.mail.subject", { name: mail.name, found: mail.found }),
    text: lines.join("\n"),
    headers: {
      "List-Unsubscribe": `<${publicUrl}/api/v1/alerts/${mail.stopKey}/stop>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}
