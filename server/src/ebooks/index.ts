export { type Ebook, type NewEbook, recommendEbook } from "./ebooks.ts";
