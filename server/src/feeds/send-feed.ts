import { createHash } from "node:crypto";
import type { Reply, Request } from "../kernel/http.ts";
import { type Feed, type FeedFormat, feedFormats } from "./feed.ts";

const MAX_AGE_S = 600;

/** Sends a feed; 304 to who has it already. */
export function sendFeed(request: Request, reply: Reply, feed: Feed, format: FeedFormat): Reply {
  const { type, write } = feedFormats[format];
  const body = write(feed);
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  reply
    .header("etag", etag)
    .header("last-modified", feed.updated.toUTCString())
    .header("cache-control", `private, max-age=${MAX_AGE_S}`)
    .header("x-robots-tag", "noindex");
  if (isKnown(request, etag)) return reply.code(304).send();
  return reply.type(type).send(body);
}

/** RFC 9110 13.1.2: any of the tags given, weak or strong, or `*`. */
export function isKnown(request: Request, etag: string): boolean {
  const given = String(request.headers["if-none-match"] ?? "").slice(0, 2000);
  return given.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}
