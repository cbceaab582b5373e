export { DocumentPage } from "./document.tsx";
