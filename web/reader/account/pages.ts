export { AccountPage } from "./account.tsx";
export { HistoryPage } from "./history.tsx";
export { OwnDataPage } from "./own-data.tsx";
export { PickedPage } from "./picked.tsx";
