export { EverywherePage } from "./everywhere.tsx";
export { PartsPage } from "./family.tsx";
export { CollectionPage } from "./front.tsx";
export { LeafPage } from "./leaf.tsx";
export { ObjectPage } from "./object.tsx";
export { ObjectRequestsPage, RequestPage } from "./requests.tsx";
export { CollectionSearchPage } from "./search.tsx";
export { PageTextPage } from "./voices.tsx";
export { CollectionsPage } from "./wall.tsx";
