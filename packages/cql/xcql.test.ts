import { describe, expect, it } from "vitest";
import type { CqlVersion } from "./index.ts";
import { parseCql, toXcql } from "./index.ts";

function xcql(text: string, version?: CqlVersion): string {
  const result = parseCql(text, { version: version ?? "1.2" });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostic));
  return toXcql(result.query, { version });
}

const clause = (index: string, base: string, term: string): string =>
  `<searchClause><index>${index}</index><relation><value>${base}</value></relation><term>${term}</term></searchClause>`;

describe("XCQL of SRU 1.1 and 1.2", () => {
  it("writes a term alone with the default index and relation", () => {
    expect(xcql("cat")).toBe(
      clause("cql.serverChoice", "=", "cat").replace(
        "<searchClause>",
        '<searchClause xmlns="http://www.loc.gov/zing/cql/xcql/">',
      ),
    );
  });

  it("writes prefixes first and sort keys last in the outermost triple", () => {
    expect(
      xcql('>dc="info:dc" dc.title any/stem=en cat prox/unit=word 梦 sortby dc.date/sort.descending x'),
    ).toBe(
      [
        '<triple xmlns="http://www.loc.gov/zing/cql/xcql/">',
        "<prefixes><prefix><name>dc</name><identifier>info:dc</identifier></prefix></prefixes>",
        "<boolean><value>prox</value><modifiers><modifier><type>unit</type><comparison>=</comparison>",
        "<value>word</value></modifier></modifiers></boolean>",
        "<leftOperand><searchClause><index>dc.title</index><relation><value>any</value><modifiers><modifier>",
        "<type>stem</type><comparison>=</comparison><value>en</value></modifier></modifiers></relation>",
        "<term>cat</term></searchClause></leftOperand>",
        `<rightOperand>${clause("cql.serverChoice", "=", "梦")}</rightOperand>`,
        "<sortKeys><key><index>dc.date</index><modifiers><modifier><type>sort.descending</type></modifier></modifiers>",
        "</key><key><index>x</index></key></sortKeys></triple>",
      ].join(""),
    );
  });

  it("keeps an inner prefix where it holds, and leaves the default set without a name", () => {
    expect(xcql('a and (>"info:y" b)')).toContain(
      "<rightOperand><searchClause><prefixes><prefix><identifier>info:y</identifier></prefix></prefixes><index>",
    );
  });

  it("escapes markup, keeps mask escapes and replaces what XML cannot carry", () => {
    const text = xcql(String.raw`"<a> & \"b\" \* ${"\u0001\ud800"}"`);
    expect(text).toContain(String.raw`<term>&lt;a&gt; &amp; "b" \* ${"\ufffd\ufffd"}</term>`);
  });
});

describe("XCQL of SRU 2.0", () => {
  it("wraps a lone clause in a triple under an xcql root", () => {
    expect(xcql("title = cat", "2.0")).toBe(
      `<xcql xmlns="http://docs.oasis-open.org/ns/search-ws/xcql"><triple>${clause("title", "=", "cat")}</triple></xcql>`,
    );
  });

  it("names the operator Boolean and hoists prefixes", () => {
    expect(xcql('a or (>"info:y" b = c) sortby d', "2.0")).toBe(
      [
        '<xcql xmlns="http://docs.oasis-open.org/ns/search-ws/xcql">',
        "<prefixes><prefix><name></name><identifier>info:y</identifier></prefix></prefixes>",
        "<triple><Boolean><value>or</value></Boolean>",
        `<leftOperand>${clause("cql.serverChoice", "=", "a")}</leftOperand>`,
        `<rightOperand>${clause("b", "=", "c")}</rightOperand></triple>`,
        "<sortKeys><key><index>d</index></key></sortKeys></xcql>",
      ].join(""),
    );
  });
});
