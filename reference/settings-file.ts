/** One setting, as `.env.example` has it. */
export interface DescribedSetting {
  name: string;
  /** What it is when it is unset; empty: nothing. */
  fallback: string;
  isRequired: boolean;
  /** Markdown, without line breaks. */
  description: string;
}

export interface SettingsSection {
  title: string;
  /** What all settings of the section have in common; empty where nothing is said. */
  intro: string;
  settings: DescribedSetting[];
}

const SECTION = /^# --- (.+?) -+$/;
const SETTING = /^(#?)([A-Z][A-Z_]*)=(.*)$/;

/**
 * Reads `.env.example`: sections (`# --- Title ---`), in each first what concerns all of it, ended by an empty comment, then
 * settings, each after its description. Required is what isn't commented out.
 */
export function readSettingsFile(text: string): SettingsSection[] {
  const sections: SettingsSection[] = [];
  let comment: string[] = [];
  const taken = () => {
    const said = comment.join(" ");
    comment = [];
    return said;
  };
  for (const line of text.split("\n")) {
    const section = sections.at(-1);
    const [, title] = SECTION.exec(line) ?? [];
    const [, mark, name, fallback = ""] = SETTING.exec(line) ?? [];
    if (title !== undefined) {
      comment = [];
      sections.push({ title, intro: "", settings: [] });
    } else if (section && name !== undefined) {
      section.settings.push({ name, fallback, isRequired: mark === "", description: taken() });
    } else if (section && line === "#") section.intro = taken();
    else if (line.startsWith("# ")) comment.push(line.slice(2));
  }
  return sections;
}
