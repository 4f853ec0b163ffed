/** What the artwork uses of opentype.js, which brings no types. */
declare module 'opentype.js' {
  interface Path {
    /** @param decimals digits behind the point */
    toPathData(decimals: number): string;
  }
  interface Glyph {
    readonly advanceWidth: number | undefined;
    getPath(x: number, y: number, size: number): Path;
  }
  export interface Font {
    readonly unitsPerEm: number;
    getAdvanceWidth(text: string, size: number): number;
    stringToGlyphs(text: string): Glyph[];
    getKerningValue(left: Glyph, right: Glyph): number;
  }
  const opentype: { parse(font: ArrayBuffer): Font };
  export default opentype;
}
