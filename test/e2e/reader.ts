import { expect } from "vitest";
import { compare } from "../docs/compare.js";
import { consoleBlocksOf, type Command, type ConsoleBlock } from "../docs/console.js";
import { read } from "../docs/pages.js";
import { freePort } from "../docs/upstream.js";
import { BUILT } from "../support/cli.js";
import { tempFolder } from "../support/temp.js";
import { Terminal } from "./terminal.js";

const SANDBOX = 4777;
const SERVICE = 8080;
/** The ports that pages name; another is taken in place of each, so that pages can be read beside anything else. */
const PORTS = [SANDBOX, 4778, SERVICE, 9099, 9464];

/** Somebody who does what a page says, from its top, in a folder and terminals of their own. */
export class Reader {
  readonly #page: string;
  readonly #folder: string;
  readonly #ports: Map<number, number>;
  readonly #terminals = new Map<string, Terminal>();
  readonly #busy = new Set<string>();
  readonly #have = new Set<string>();
  /** IDs as the page has them, and as they are here. */
  readonly #names = new Map<string, string>();

  private constructor(page: string, folder: string, ports: Map<number, number>) {
    [this.#page, this.#folder, this.#ports] = [page, folder, ports];
  }

  static async of(page: string): Promise<Reader> {
    const ports = new Map<number, number>();
    for (const port of PORTS) ports.set(port, await freePort());
    return new Reader(page, await tempFolder(), ports);
  }

  /** Does what a block says, and what it needs before; fails where something else is printed than the page shows. */
  async follow({ needs, terminal: name, commands, further, answer, line }: ConsoleBlock): Promise<void> {
    for (const need of needs) await this.#provide(need);
    const terminal = await this.#terminal(name);
    const place = `${this.#page}:${line}`;
    if (further.length > 0) {
      const printed = await terminal.untilPrinted((text) => compare(further, text).missing.length === 0);
      this.#compare(place, further, printed);
    }
    if (commands.length > 0 && this.#busy.delete(name)) await terminal.interrupt();
    for (const [index, command] of commands.entries()) {
      const at = `${place}: ${command.typed}`;
      if (name !== "" && index === commands.length - 1) await this.#start(name, terminal, at, command);
      else {
        const { printed, status } = await terminal.run(this.#typed(command.typed), answer);
        this.#compare(at, command.shown, printed);
        // Where the page shows how it fails, that was compared.
        if (command.shown.length === 0) expect(status, `${at}\n${printed}`).toBe(0);
      }
    }
  }

  async close(): Promise<void> {
    // What was started last may use what was started before.
    for (const terminal of [...this.#terminals.values()].reverse()) await terminal.close();
  }

  async #start(name: string, terminal: Terminal, at: string, { typed, shown }: Command): Promise<void> {
    expect(shown.length, `${at} shows what it prints once it is ready`).toBeGreaterThan(0);
    this.#busy.add(name);
    const isReady = (text: string) => compare(shown, text).missing.length === 0;
    this.#compare(at, shown, await terminal.start(this.#typed(typed), isReady));
  }

  async #provide(need: string): Promise<void> {
    if (this.#have.has(need)) return;
    this.#have.add(need);
    const [, section] = read("test/docs/needs.md").split(`\n## ${need}\n`);
    expect(section, `${this.#page} needs ${need}`).toBeDefined();
    for (const block of consoleBlocksOf(section?.split("\n## ")[0] ?? "")) await this.follow(block);
  }

  async #terminal(name: string): Promise<Terminal> {
    const open = this.#terminals.get(name);
    if (open) return open;
    const terminal = await Terminal.open({
      cwd: this.#folder,
      env: { PORT: String(this.#port(SERVICE)), BUILT },
      sandboxPort: this.#port(SANDBOX),
    });
    this.#terminals.set(name, terminal);
    return terminal;
  }

  #port(port: number): number {
    return this.#ports.get(port) ?? port;
  }

  #typed(typed: string): string {
    const here = [...this.#names].reduce((text, [name, own]) => text.replaceAll(name, own), typed);
    // Part of an ID can look like a port.
    return here.replace(new RegExp(`(?<![\\w-])(?:${PORTS.join("|")})(?![\\w-])`, "g"), (port) =>
      String(this.#port(Number(port))),
    );
  }

  #compare(at: string, shown: readonly string[], printed: string): void {
    const { missing, names } = compare(shown, printed);
    expect(missing, `${at}\n${printed}`).toEqual([]);
    for (const [name, own] of names) this.#names.set(name, own);
  }
}
