import { type Target, targetSchema } from "./schema.ts";

/** Well-known catalogues as they describe themselves; the office takes one into its list and may change it. */
export const presets: readonly Target[] = [
  {
    code: "loc",
    name: "Library of Congress",
    protocol: "z3950",
    host: "z3950.loc.gov",
    port: 7090,
    database: "Voyager",
    encoding: "marc-8",
  },
  {
    code: "dnb",
    name: "Deutsche Nationalbibliothek",
    protocol: "sru",
    host: "services.dnb.de",
    port: 443,
    tls: true,
    path: "/sru/dnb",
    recordSchema: "MARC21-xml",
    indexes: { isbn: "dnb.num", issn: "dnb.num", title: "dnb.tit", author: "dnb.per", any: "dnb.woe" },
  },
  {
    code: "bnf",
    name: "Bibliothèque nationale de France",
    protocol: "sru",
    host: "catalogue.bnf.fr",
    port: 443,
    tls: true,
    path: "/api/SRU",
    version: "1.2",
    recordSchema: "unimarcXchange",
    indexes: {
      isbn: "bib.isbn",
      issn: "bib.issn",
      title: "bib.title",
      author: "bib.author",
      any: "bib.anywhere",
    },
  },
  {
    code: "k10plus",
    name: "K10plus",
    protocol: "sru",
    host: "sru.k10plus.de",
    port: 443,
    tls: true,
    path: "/opac-de-627",
    indexes: { isbn: "pica.isb", issn: "pica.iss", title: "pica.tit", author: "pica.per", any: "pica.all" },
  },
].map((one) => targetSchema.parse(one));
