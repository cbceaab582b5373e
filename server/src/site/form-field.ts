import type { Request } from "../kernel/http.ts";

/** A text field of a posted form; empty when it is absent or came several times. */
export function formField(request: Request, name: string): string {
  const body = request.body;
  if (typeof body !== "object" || body === null || !(name in body)) return "";
  const value = (body as Record<string, unknown>)[name];
  return typeof value === "string" ? value : "";
}

/** The parameters of an address, a name as often as it came. */
export function paramsOf(request: Request): URLSearchParams {
  return new URLSearchParams(request.url.split("?", 2)[1] ?? "");
}
