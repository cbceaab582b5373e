export { encodeQr, MOST_BYTES, type QrSquares } from "./encode.ts";
export { qrPath, qrSvg } from "./svg.ts";
