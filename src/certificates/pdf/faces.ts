/** How letters look: the weights of the text, and the one for what is compared letter by letter. */
export type Face = "regular" | "bold" | "mono";

/** @fontsource has a file for each script. */
const SCRIPTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"];

const inter = (weight: number) =>
  SCRIPTS.map((script) => `@fontsource/inter/files/inter-${script}-${weight}-normal.woff`);

/** The files of each, from the one that is asked for a letter first. */
export const FACES: Record<Face, readonly string[]> = {
  regular: inter(400),
  bold: inter(600),
  mono: ["@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff", ...inter(400)],
};

/** Of packages: the build puts them beside the program. */
export const FONT_FILES: readonly string[] = [...new Set(Object.values(FACES).flat())];
