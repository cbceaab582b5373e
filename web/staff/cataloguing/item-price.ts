import { currencies } from "../../../server/src/cataloguing/words.ts";

type Currency = (typeof currencies)[number];
type Price = { minor: number; currency: string };

/** Price as people write it, `HKD 120` or `45.00`, in the smallest unit; null: none, undefined: it cannot be read. */
export function readPrice(text: string): { minor: number; currency: Currency } | null | undefined {
  if (text === "") return null;
  const [, code = "CNY", figure] = /^([A-Z]{3})?\s*(\d{1,7}(?:\.\d{1,2})?)$/.exec(text.toUpperCase()) ?? [];
  const currency = currencies.find((one) => one === code);
  if (figure === undefined || currency === undefined) return undefined;
  return { minor: Math.round(Number(figure) * 100), currency };
}

/** A price as it is read again. */
export function showPrice(price: Price | null): string {
  return price ? `${price.currency} ${(price.minor / 100).toFixed(2)}` : "";
}
