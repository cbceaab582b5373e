export { JoinListPage, ListPage } from "./list.tsx";
export { ListEditPage } from "./list-edit.tsx";
export { AddToListPage, MyListsPage, PublicListsPage } from "./lists.tsx";
