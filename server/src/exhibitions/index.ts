export { createExhibition, listExhibitions, publishExhibition, saveExhibition } from "./exhibitions.ts";
