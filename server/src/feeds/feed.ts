import type { Language } from "../kernel/text.ts";
import { XML_HEAD, xmlText } from "./xml-text.ts";

/** A thing in a feed. `id` never changes: feed readers know by it what they have shown. */
export type FeedEntry = {
  id: string;
  href: string;
  title: string;
  summary: string;
  authors: string[];
  subjects: string[];
  published: Date;
  updated: Date;
};

/** A feed. `self`: its address, `page`: of what it follows; both absolute. */
export type Feed = {
  id: string;
  title: string;
  siteName: string;
  language: Language;
  self: string;
  page: string;
  updated: Date;
  entries: FeedEntry[];
};

/** Atom (RFC 4287). */
export function writeAtom(feed: Feed): string {
  const link = (rel: string, type: string, href: string): string =>
    `<link rel="${rel}" type="${type}" href="${xmlText(href)}"/>`;
  const entries = feed.entries.map((entry) =>
    [
      "<entry>",
      `<id>${xmlText(entry.id)}</id>`,
      `<title>${xmlText(entry.title)}</title>`,
      link("alternate", "text/html", entry.href),
      `<published>${entry.published.toISOString()}</published>`,
      `<updated>${entry.updated.toISOString()}</updated>`,
      ...entry.authors.map((name) => `<author><name>${xmlText(name)}</name></author>`),
      ...entry.subjects.map((subject) => `<category term="${xmlText(subject)}"/>`),
      entry.summary ? `<summary>${xmlText(entry.summary)}</summary>` : "",
      "</entry>",
    ]
      .filter(Boolean)
      .join("\n"),
  );
  return [
    `${XML_HEAD}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.language}">`,
    `<id>${xmlText(feed.id)}</id>`,
    `<title>${xmlText(feed.title)}</title>`,
    `<updated>${feed.updated.toISOString()}</updated>`,
    `<author><name>${xmlText(feed.siteName)}</name></author>`,
    link("self", "application/atom+xml", feed.self),
    link("alternate", "text/html", feed.page),
    ...entries,
    "</feed>\n",
  ].join("\n");
}

/** RSS 2.0, for readers that know nothing newer. */
function writeRss(feed: Feed): string {
  const items = feed.entries.map((entry) =>
    [
      "<item>",
      `<guid isPermaLink="false">${xmlText(entry.id)}</guid>`,
      `<title>${xmlText(entry.title)}</title>`,
      `<link>${xmlText(entry.href)}</link>`,
      `<pubDate>${entry.published.toUTCString()}</pubDate>`,
      ...entry.authors.map((name) => `<dc:creator>${xmlText(name)}</dc:creator>`),
      ...entry.subjects.map((subject) => `<category>${xmlText(subject)}</category>`),
      entry.summary ? `<description>${xmlText(entry.summary)}</description>` : "",
      "</item>",
    ]
      .filter(Boolean)
      .join("\n"),
  );
  return [
    `${XML_HEAD}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">`,
    "<channel>",
    `<title>${xmlText(feed.title)}</title>`,
    `<link>${xmlText(feed.page)}</link>`,
    `<description>${xmlText(`${feed.siteName} · ${feed.title}`)}</description>`,
    `<language>${feed.language}</language>`,
    `<lastBuildDate>${feed.updated.toUTCString()}</lastBuildDate>`,
    `<atom:link rel="self" type="application/rss+xml" href="${xmlText(feed.self)}"/>`,
    ...items,
    "</channel>\n</rss>\n",
  ].join("\n");
}

/** The two ways a feed is written: its media type, and how. */
export const feedFormats = {
  atom: { type: "application/atom+xml; charset=utf-8", write: writeAtom },
  rss: { type: "application/rss+xml; charset=utf-8", write: writeRss },
} as const;
export type FeedFormat = keyof typeof feedFormats;
