export { BrowsePage } from "./browse.tsx";
export { ExpertPage } from "./expert.tsx";
export { FacetValuesPage } from "./facet-values.tsx";
export { ResultsPage } from "./results.tsx";
export { ShelfPage } from "./shelf.tsx";
