import { scrubjay, startScrubjay, type Child } from "../support/cli.js";

/** The built program as people run it, with the settings of one app. */
export class Command {
  constructor(
    private readonly cwd: string,
    private readonly env: Record<string, string>,
  ) {}

  with(more: Record<string, string>): Command {
    return new Command(this.cwd, { ...this.env, ...more });
  }

  /** What it prints. `codes`: the exit codes that are right. */
  async run(args: readonly string[], codes: readonly number[] = [0]): Promise<string> {
    const { code, stdout, stderr } = await scrubjay(args, { cwd: this.cwd, env: this.env });
    if (code === null || !codes.includes(code)) {
      throw new Error(`scrubjay ${args.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
    }
    return stdout;
  }

  async json<T>(args: readonly string[], codes?: readonly number[]): Promise<T> {
    return JSON.parse(await this.run([...args, "--json"], codes)) as T;
  }

  start(args: readonly string[]): Child {
    return startScrubjay(args, { cwd: this.cwd, env: this.env });
  }
}
