import type { Language } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";
import type { AlertMail } from "./alerts.ts";

/**
 * What stands under the mail of an alert, in its reader's language: the new titles with their addresses, and how to stop it. Mail programs
 * stop it with one tap by RFC 8058, people by the last address, both without signing in.
 */
export function renderAlert(
  mail: AlertMail,
  publicUrl: string,
  language: Language,
): { parts: string[]; headers: Record<string, string> } {
  const t = translator(language);
  const base = `${publicUrl}/${language.toLowerCase()}`;
  const titles = mail.titles.map(({ instanceId, title }) => `· ${title}\n  ${base}/instance/${instanceId}`);
  const more = mail.found - mail.titles.length;
  return {
    parts: [
      [...titles, ...(more > 0 ? [t("community.mail.more", { count: more })] : [])].join("\n"),
      `${t("community.mail.search")}\n${base}/search?${mail.query}`,
      `${t("community.mail.stop")}\n${base}/alerts/${mail.stopKey}`,
    ],
    headers: {
      "List-Unsubscribe": `<${publicUrl}/api/v1/alerts/${mail.stopKey}/stop>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
  };
}
