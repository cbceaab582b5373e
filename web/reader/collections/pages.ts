export { EverywherePage } from "./everywhere.tsx";
export { CollectionPage } from "./front.tsx";
export { LeafPage } from "./leaf.tsx";
export { ObjectPage } from "./object.tsx";
export { CollectionSearchPage } from "./search.tsx";
export { CollectionsPage } from "./wall.tsx";
