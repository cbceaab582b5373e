export { CopyPage } from "./copy.tsx";
export { MyBooksPage } from "./my-books.tsx";
export { NearPage } from "./near.tsx";
export { PublishCard, PublishPage } from "./publish.tsx";
export { StubPage } from "./stub.tsx";
