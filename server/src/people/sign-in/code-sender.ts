import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../kernel/config.ts";
import type { Language } from "../../kernel/text.ts";

/** Where a code can be sent. */
export const channels = ["email", "phone"] as const;
export type Channel = (typeof channels)[number];

/** A code for somebody who wants to sign in. `to`: an e-mail address, or a number such as +8613800138000. */
export type CodeMessage = { channel: Channel; to: string; code: string; language: Language };

/** Sends codes. A deployment with a provider of its own for text messages sets it here. */
export type CodeSender = { channels: readonly Channel[]; send(message: CodeMessage): Promise<void> };

/** Where a code for this address goes: an e-mail address has an @; what cannot be sent there is refused by its form. */
export function channelOf(sender: CodeSender, address: string): Channel {
  const kind = address.includes("@") ? "email" : "phone";
  return sender.channels.find((one) => one === kind) ?? sender.channels[0] ?? "email";
}

/** File in the data folder that holds codes when nothing sends them, for trying out. */
const CODES_FILE = "codes.txt";

/**
 * Who sends codes by the settings: `mail` by the mail server, `local` into a file only the operator reads (both
 * channels; for demos and tests), `off`.
 */
export function codeSender(config: Config, mail: CodeSender["send"] = unmailed): CodeSender {
  if (config.codes === "local")
    return {
      channels,
      send: async ({ channel, to, code }) => {
        await mkdir(config.dataFolder, { recursive: true });
        await appendFile(join(config.dataFolder, CODES_FILE), `${channel}\t${to}\t${code}\n`, {
          mode: 0o600,
        });
      },
    };
  if (config.codes === "mail" && config.smtp) return { channels: ["email"], send: mail };
  return { channels: [], send: () => Promise.reject(new Error("Codes are switched off")) };
}

const unmailed = (): Promise<void> => Promise.reject(new Error("Mail goes out by `sendCode`"));
