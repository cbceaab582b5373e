const TIMEOUT_MS = 20_000;

/** Sends one plain-text message. Throws when the mail server does not take it; the job tries again later. */
export async function sendMail(
  smtp: { url: string; from: string },
  message: { to: string; subject: string; text: string; headers?: Record<string, string> },
): Promise<void> {
  // Read when the first mail goes: the command line sends none.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport(smtp.url, { from: smtp.from });
  const timer = setTimeout(() => transport.close(), TIMEOUT_MS);
  try {
    await transport.sendMail(message);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}
