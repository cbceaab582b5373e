export { type AroundLoan, aroundLoan } from "./loan-page.ts";
