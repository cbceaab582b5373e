export { AccountPage } from "./account.tsx";
export { ErrorPage } from "./error-page.tsx";
export { HomePage } from "./home.tsx";
export { InstancePage } from "./instance.tsx";
export { ResultsPage } from "./results.tsx";
export { SignInPage } from "./sign-in.tsx";
