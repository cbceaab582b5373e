export { ActivatePage } from "./activate.tsx";
export { ConfirmPage } from "./confirm.tsx";
export { JoinPage } from "./join.tsx";
export { SecurityPage } from "./security.tsx";
export { SignInPage } from "./sign-in.tsx";
