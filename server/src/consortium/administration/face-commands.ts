import { z } from "zod";
import { pictureCodes } from "../../files/index.ts";
import { type AnyCommand, commandsOf, type FormAddress, type FormDoor } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { PICTURE_BYTES } from "../../kernel/images/pictures.ts";
import { languages } from "../../kernel/text.ts";
import { addNews, removeNews, setFace } from "../faces.ts";
import { setLogo, takeLogo } from "../logos.ts";
import { findMemberByCode } from "../members.ts";
import { refusalTable } from "../refusals.ts";
import { memberAdmin } from "./access.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const ofMember = z.object({ code: z.string().max(16) });
/** Rules write the audit: the demo calls them as well. */
const audit = "events" as const;

/** The same text in the languages it was written in. */
function inLanguages(chars: number) {
  const text = z.string().trim().max(chars).optional();
  return z.strictObject({ "zh-Hans": text, "zh-Hant": text, en: text });
}

/** Texts without those that nobody wrote. */
function written(texts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).filter((one): one is [string, string] => (one[1] ?? "") !== ""),
  );
}

/** Hosts at which the region itself is reached. */
function regionHosts({ publicUrl }: Config): string[] {
  return ["localhost", ...(publicUrl ? [new URL(publicUrl).hostname] : [])];
}

/** A form of the page of a face, which says whose it is in a field. */
function faceForm<Params extends { code: string }>(
  tail: string,
  more: Partial<FormDoor<Params, unknown>> = {},
): FormDoor<Params, unknown> {
  const page = (code: string): string => `/face?member=${encodeURIComponent(code)}`;
  return {
    path: `/face${tail}`,
    params: ({ member = "", id }: FormAddress) => ({ code: member, ...(id !== undefined && { id }) }),
    after: ({ code }) => page(code),
    failed: (_params, { member = "" }) => page(member),
    done: () => ({ key: "face.done" }),
    ...more,
  };
}

const face = command({
  name: "consortium.set-face",
  summary:
    "How a library shows itself: colour, scope, order of facets, languages, words; host names by the office",
  method: "PUT",
  path: "/members/:code/face",
  status: 204,
  who: memberAdmin,
  params: ofMember,
  input: z
    .strictObject({
      accent: z.string().max(20),
      scope: z.enum(["region", "own"]),
      facetOrder: z.array(z.string().max(40)).max(40).default([]),
      languages: z.array(z.enum(languages)).max(languages.length).default([]).describe("None: all"),
      intro: inLanguages(1000),
      host: z.string().trim().toLowerCase().max(200).nullable().optional().describe("Absent: as it is"),
    })
    .meta({ id: "SetFace" }),
  output: z.void(),
  refusals: [
    "member-unknown",
    "face-host-office",
    "face-host-region",
    "face-host-taken",
    "face-host-invalid",
    "face-accent-invalid",
  ],
  audit,
  prepare: async ({ config }) => regionHosts(config),
  run: async (tx, actor, _clock, { code }, { intro, languages: chosen, ...choice }, hosts) => {
    const isAll = new Set(chosen).size === languages.length;
    const { id } = await findMemberByCode(tx, code);
    await setFace(tx, actor, id, { ...choice, languages: isAll ? [] : chosen, intro: written(intro) }, hosts);
  },
  forms: [
    faceForm("", {
      prepareFields: ({ facetOrder, member: _member, ...fields }) => ({
        ...fields,
        facetOrder: String(facetOrder ?? "")
          .split(/[\s,]+/)
          .filter((name) => name !== ""),
      }),
    }),
  ],
});

const logo = command({
  name: "consortium.set-logo",
  summary:
    "The picture of a library's face (multipart; JPEG, PNG, WebP, GIF or AVIF up to 12 MB, written anew)",
  path: "/members/:code/logo",
  status: 204,
  who: memberAdmin,
  params: ofMember,
  input: nothing,
  output: z.void(),
  fileBytes: () => PICTURE_BYTES,
  refusals: ["member-unknown", "face-unknown", ...pictureCodes],
  audit,
  prepare: async (deps, actor, { code }) => {
    const memberId = (await findMemberByCode(deps.db, code)).id;
    return { memberId, hash: await takeLogo(deps, actor, memberId) };
  },
  run: (tx, actor, _clock, _params, _input, { memberId, hash }) => setLogo(tx, actor, memberId, hash),
  forms: [faceForm("/logo")],
});

const tell = command({
  name: "consortium.add-news",
  summary: "Something a library tells on its own first page, from a day to a day",
  path: "/members/:code/news",
  status: 201,
  who: memberAdmin,
  params: ofMember,
  input: z
    .strictObject({
      title: inLanguages(120),
      body: inLanguages(1000),
      fromOn: z.iso.date(),
      untilOn: z.iso.date(),
    })
    .meta({ id: "AddNews" }),
  output: nothing,
  refusals: ["member-unknown", "news-invalid"],
  audit,
  run: async (tx, actor, _clock, { code }, { title, body, ...days }) => {
    const memberId = (await findMemberByCode(tx, code)).id;
    await addNews(tx, actor, { memberId, title: written(title), body: written(body), ...days });
    return {};
  },
  forms: [faceForm("/news", { prepareFields: ({ member: _member, ...fields }) => fields })],
});

const untell = command({
  name: "consortium.remove-news",
  summary: "Tell something no longer",
  method: "DELETE",
  path: "/members/:code/news/:id",
  status: 204,
  who: memberAdmin,
  params: ofMember.extend({ id: z.coerce.number().int().positive() }),
  input: nothing,
  output: z.void(),
  refusals: ["member-unknown", "news-unknown"],
  audit,
  run: async (tx, actor, _clock, { code, id }) =>
    removeNews(tx, actor, (await findMemberByCode(tx, code)).id, id),
  forms: [faceForm("/news/:member/:id/remove")],
});

/** What a member's administrators do with its face. */
export const faceCommands: readonly AnyCommand[] = [face, logo, tell, untell];
