export { ErrorPage } from "./error-page.tsx";
export { OfflinePage } from "./offline.tsx";
