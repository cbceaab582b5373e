export { ArticlePage } from "./article.tsx";
export { ColumnPage } from "./column.tsx";
export { ColumnsPage } from "./columns.tsx";
export { WriteArticlePage } from "./write-article.tsx";
