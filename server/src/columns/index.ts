export { type Article, type ArticleLine, draftArticle, findArticles, publishArticle } from "./articles.ts";
export { type Column, findColumns, getColumn, setFollowed, startColumn } from "./columns.ts";
