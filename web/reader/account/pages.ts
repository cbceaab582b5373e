export { AccountPage } from "./account.tsx";
export { OwnDataPage } from "./own-data.tsx";
export { PickedPage } from "./picked.tsx";
