export { createExhibition, listExhibitions, publishExhibition, saveExhibition } from "./exhibitions.ts";
export { exhibitionCards } from "./pages.ts";
