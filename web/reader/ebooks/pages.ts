export { EbooksPage } from "./ebooks.tsx";
