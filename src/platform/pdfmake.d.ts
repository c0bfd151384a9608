/** The part of pdfmake 0.3 that is used here; the package has no types of its own. */
declare module 'pdfmake' {
  const pdfmake: {
    addFonts(fonts: Readonly<Record<string, Readonly<Record<'normal' | 'bold', string>>>>): void;
    addTableLayouts(layouts: Readonly<Record<string, object>>): void;
    setUrlAccessPolicy(allowed: (url: string) => boolean): void;
    setLocalAccessPolicy(allowed: (path: string) => boolean): void;
    createPdf(definition: object): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
