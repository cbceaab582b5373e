/** What tests of engines in other rooms are made of. */
export { indexDocument } from "./engines/postings/index-document.ts";
export { createCatalogueIndex } from "./engines/postings/searcher.ts";
export { describeEngine, type ToldTitle } from "./engines/testing-contract-suite.ts";
