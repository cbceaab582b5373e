import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { escaped } from "./match.ts";
import { matchedFields } from "./words.ts";

const LONGEST = 300;

/** Makes the lines that show on another page what this region has digitised of a book, and tries them. */
const maker = page({
  path: "/shelf-embed",
  component: "EmbedPage",
  find: async ({ site, query }) => {
    const given = Object.fromEntries(
      matchedFields.map((name) => [name, (query[name] ?? "").slice(0, LONGEST).trim()]),
    ) as Record<(typeof matchedFields)[number], string>;
    const attributes = matchedFields.flatMap((name) =>
      given[name] === "" ? [] : [` ${name === "title" ? "book-title" : name}="${escaped(given[name])}"`],
    );
    const isAsked = given.title !== "" || given.isbn !== "";
    return {
      given,
      code: isAsked
        ? `<script type="module" src="${site.origin}/embed/shelf.js"></script>\n<shelf-embed lang="${site.language}"${attributes.join("")}></shelf-embed>`
        : null,
    };
  },
});

/** The readers' page of this room. */
export const embedPages: readonly ReaderPage[] = [maker];
