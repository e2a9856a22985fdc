import { aptPrefix, findProgram, install } from "../../src/embedded/programs.js";

/** The path of a program, installed from its Debian package where it is missing and may be installed. */
export async function program(names: string[], packageName: string, extra: string[] = []): Promise<string> {
  const found = findProgram(names, extra);
  if (found !== undefined) return found;
  const prefix = await aptPrefix();
  if (prefix === undefined) throw new Error(`tests need ${names.join(" or ")}: install ${packageName}`);
  console.log(`installing ${packageName} for the tests`);
  await install(packageName, prefix);
  const installed = findProgram(names, extra);
  if (installed === undefined)
    throw new Error(`${packageName} was installed but has no ${names.join(" or ")}`);
  return installed;
}
