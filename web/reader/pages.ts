export { ErrorPage } from "./error-page.tsx";
export { HomePage } from "./home.tsx";
export { ResultsPage } from "./results.tsx";
