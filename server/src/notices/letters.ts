import type { Config } from "../kernel/config.ts";
import type { Language } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";
import { sendMail } from "./send-mail.ts";

/** Mails that stand in no inbox: each goes at once to an address that was typed, and into no digest. */
type CodeLetter = "sign-in-code" | "circle-code";

type Letter = {
  to: string;
  subject: string;
  /** With an empty line between them. */
  parts: readonly string[];
  headers?: Record<string, string>;
};

/** Every mail to a person goes out here. Throws when the mail server does not take it; the job tries again later. */
export async function sendLetter(
  smtp: NonNullable<Config["smtp"]>,
  { parts, ...letter }: Letter,
): Promise<void> {
  await sendMail(smtp, { ...letter, text: `${parts.join("\n\n")}\n` });
}

/** Mails a code: `letter.<kind>.subject` and `.body` of the catalogues with its values. Nothing without a mail server. */
export async function mailCode(
  { smtp }: Pick<Config, "smtp">,
  kind: CodeLetter,
  { to, language }: { to: string; language: Language },
  values: Record<string, string>,
): Promise<void> {
  if (!smtp) return;
  const t = translator(language);
  const subject = t(`letter.${kind}.subject`, values);
  await sendLetter(smtp, { to, subject, parts: [t(`letter.${kind}.body`, values)] });
}
