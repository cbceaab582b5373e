/** A title without the remark in brackets at its end: 社交紅利（修訂升級版） -> 社交紅利. */
export function withoutRemark(title: string): string[] {
  const bare = /^(.{2,}?)\s*[（(［[][^（）()［\]]*[）)］\]]\s*$/u.exec(title)?.[1];
  return bare === undefined ? [] : [bare];
}
