export { type Feed, type FeedEntry, type FeedFormat, feedFormats, writeAtom } from "./feed.ts";
export { isKnown, sendFeed } from "./send-feed.ts";
export { settledAt } from "./settled.ts";
export { XML_HEAD, xmlText } from "./xml-text.ts";
