/** What a field holds. */
export const fieldTypes = [
  "text",
  "rich",
  "term",
  "entity",
  "date",
  "number",
  "place",
  "link",
  "flag",
  "group",
] as const;

/** The fifteen elements of Dublin Core (ISO 15836-1): what a collection's own fields are elsewhere. */
export const coreElements = [
  "title",
  "creator",
  "subject",
  "description",
  "publisher",
  "contributor",
  "date",
  "type",
  "format",
  "identifier",
  "source",
  "language",
  "relation",
  "coverage",
  "rights",
] as const;

/** How a field narrows a search: not at all, as check boxes, as a tree, by years, by first letters. */
export const facetKinds = ["none", "list", "tree", "years", "letters"] as const;
/** Facets with a branch for each of a field's values. */
export const branchingFacets: readonly (typeof facetKinds)[number][] = ["list", "tree", "letters"];

/** What an object goes through. */
export const objectStates = ["draft", "review", "published", "withdrawn"] as const;
export type ObjectState = (typeof objectStates)[number];

/** What somebody may do in a collection: configure and publish it; edit and publish its objects; hand objects in. */
export const workerRoles = ["curator", "editor", "contributor"] as const;
export type WorkerRole = (typeof workerRoles)[number];
/** Whether `role` may do all that `least` may. */
export const isAtLeast = (role: WorkerRole, least: WorkerRole): boolean =>
  workerRoles.indexOf(role) <= workerRoles.indexOf(least);

/** How results are laid out. */
export const viewNames = ["list", "grid", "gallery", "table", "timeline", "map"] as const;
export type ViewName = (typeof viewNames)[number];

/** Parts of an object's page, in the order in which a curator puts them. */
export const detailBlocks = ["viewer", "fields", "text", "related", "cite"] as const;
export type DetailBlock = (typeof detailBlocks)[number];

/** How objects of a block are picked: by hand, others every day, those of a topic. */
export const featuredChoices = ["hand", "day", "topic"] as const;

/** Looks of a collection's pages, their colours, grounds and faces of headings. */
export const themeNames = ["scroll", "album", "press"] as const;
export const themeGrounds = ["paper", "ruled", "woven", "plain"] as const;
export const themeFaces = ["song", "kai", "hei"] as const;
export const themeColours = ["cinnabar", "indigo", "celadon", "umber", "plum", "ink"] as const;

/** Who may open a collection's files; `low-resolution`: everybody, but pictures small only and nothing else of it. */
export const accessLevels = ["everyone", "low-resolution", "readers", "campus"] as const;
export type AccessLevel = (typeof accessLevels)[number];

/** What a collection is begun from. */
export const templateNames = [
  "rare-books",
  "republic-prints",
  "manuscripts",
  "photographs",
  "sound-and-film",
  "theses",
  "things",
  "local-history",
  "archives",
  "research-data",
] as const;
export type TemplateName = (typeof templateNames)[number];

/** Statements of rightsstatements.org and Creative Commons, as they are offered. */
export const rightsStatements = [
  "pd-mark",
  "cc0",
  "cc-by",
  "cc-by-sa",
  "cc-by-nc",
  "in-copyright",
  "in-copyright-educational",
  "copyright-not-evaluated",
] as const;
export type RightsStatement = (typeof rightsStatements)[number];

/** Addresses of the rights statements (IIIF Presentation 3: only these two houses' are allowed). */
export const rightsAddresses: Readonly<Record<RightsStatement, string>> = {
  "pd-mark": "http://creativecommons.org/publicdomain/mark/1.0/",
  cc0: "http://creativecommons.org/publicdomain/zero/1.0/",
  "cc-by": "http://creativecommons.org/licenses/by/4.0/",
  "cc-by-sa": "http://creativecommons.org/licenses/by-sa/4.0/",
  "cc-by-nc": "http://creativecommons.org/licenses/by-nc/4.0/",
  "in-copyright": "http://rightsstatements.org/vocab/InC/1.0/",
  "in-copyright-educational": "http://rightsstatements.org/vocab/InC-EDU/1.0/",
  "copyright-not-evaluated": "http://rightsstatements.org/vocab/CNE/1.0/",
};

/** Topic: an import said which objects belong to which, by identifiers. */
export const OBJECTS_BELONG = "collection-objects-belong";

/** Topic: objects changed that a collection shows as guests. */
export const GUESTS_CHANGED = "collection-guests-changed";
/** Topic: a collection was published, withdrawn or given back; others may show objects of it. */
export const HOME_CHANGED = "collection-home-changed";
