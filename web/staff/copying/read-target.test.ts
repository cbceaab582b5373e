import { expect, test } from "vitest";
import { targetSchema } from "../../../server/src/copying/schema.ts";
import { readTarget } from "./read-target.ts";

const formOf = (values: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
};

test("the form of a Z39.50 server, which has nothing of SRU in it, is taken by the server", () => {
  const said = {
    code: "quay",
    name: "码头",
    protocol: "z3950",
    host: "Z.Example.org",
    port: "210",
    encoding: "auto",
  };
  const target = readTarget(formOf({ ...said, database: "BOOKS", syntax: "unimarc", isActive: "on" }), null);
  expect(targetSchema.parse(target)).toMatchObject({
    host: "z.example.org",
    database: "BOOKS",
    syntax: "unimarc",
    isActive: true,
  });
});

test("what the form of a known catalogue has no field for stays as it was", () => {
  const known = targetSchema.parse({
    code: "quay",
    name: "码头",
    protocol: "sru",
    host: "sru.example.org",
    port: 443,
    version: "1.2",
    recordSchema: "MARC21-xml",
  });
  const said = { name: "码头", protocol: "z3950", host: "sru.example.org", port: "210", encoding: "utf-8" };
  expect(targetSchema.parse(readTarget(formOf(said), known))).toMatchObject({
    code: "quay",
    protocol: "z3950",
    version: "1.2",
    recordSchema: "MARC21-xml",
    syntax: "usmarc",
    isActive: false,
  });
});
